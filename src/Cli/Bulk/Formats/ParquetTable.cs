using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Parquet;
using Parquet.Schema;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>
/// A Parquet file: the text is a column of strings, a block is a row group. While the work goes on the answers are lines of JSON, so that
/// it can go on after a kill inside a row group; the output is made of the input and them at the end, row group by row group.
/// </summary>
internal sealed class ParquetTable : ITable
{
    private static readonly Type[] Texts = [typeof(string), typeof(ReadOnlyMemory<char>)];

    private readonly ParquetReader _reader;
    private readonly DataField _text;
    private readonly ParquetAnswers _answers;
    private readonly string _name;

    private ParquetTable(ParquetReader reader, DataField text, ParquetAnswers answers, string name) =>
        (_reader, _text, _answers, _name) = (reader, text, answers, name);

    public long Position { get; private set; }

    public long Length { get; private set; }

    public string Header => "";

    public bool IsCompressed => false;

    /// <summary>What the output is written to first.</summary>
    public static string TemporaryOf(string output) => output + ".tmp";

    /// <summary>Opens a file and looks for its columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column with the text.</param>
    /// <param name="outputField">The column for the answer.</param>
    /// <param name="kind">What the answers are.</param>
    public static async Task<ParquetTable> OpenAsync(string path, string column, string outputField, AnswerKind kind)
    {
        var reader = await ParquetFile.OpenAsync(path);
        try
        {
            var table = new ParquetTable(reader, FindText(reader, path, column), new ParquetAnswers(kind, outputField), path);
            if (reader.Schema.Fields.Select(field => field.Name).Intersect(kind.Names(outputField)).FirstOrDefault() is { } taken)
            {
                throw new CliException(
                    $"The file has a column '{taken}' already; name another with --output-field.",
                    ExitCode.WrongArguments
                );
            }

            foreach (var group in reader.RowGroups)
            {
                table.Length += group.RowCount;
            }

            return table;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<Record> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var block = 0; block < _reader.RowGroupCount; block++)
        {
            var number = block;
            foreach (var text in await ParquetFile.ReadAsync(_name, () => ReadTextsAsync(number, cancellationToken)))
            {
                Position++;
                yield return new Record(Position, block, "", "\n", text, null);
            }
        }
    }

    public void Write(StringBuilder output, Record record, Answer? answer) => output.Append(answer?.Json ?? "null").Append(record.End);

    public async Task FinishAsync(string part, string output, Shard shard, CancellationToken cancellationToken)
    {
        var temporary = TemporaryOf(output);
        await using (var written = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            var schema = new ParquetSchema([.. _reader.Schema.Fields, .. _answers.Fields]);
            await using (var writer = await ParquetWriter.CreateAsync(schema, written, cancellationToken: cancellationToken))
            {
                writer.CustomMetadata = ParquetFile.MetadataOf(_reader);
                using var lines = new StreamReader(part);
                for (var block = 0; block < _reader.RowGroupCount; block++)
                {
                    if (shard.Has(block))
                    {
                        await CopyAsync(block, writer, lines, cancellationToken);
                    }
                }
            }

            written.Flush(flushToDisk: true);
        }

        File.Move(temporary, output, overwrite: true);
        File.Delete(part);
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private static DataField FindText(ParquetReader reader, string path, string column)
    {
        var fields = reader.Schema.DataFields;
        var found = fields.FirstOrDefault(field => field.Path.ToString() == column);
        if (found is { MaxRepetitionLevel: 0 } text && Texts.Contains(text.ClrType))
        {
            return text;
        }

        var names = string.Join(", ", fields.Select(field => field.Path));
        throw new CliException(
            $"{Path.GetFileName(path)} has no column '{column}' of strings; its columns are {names}. Name one with --column.",
            ExitCode.WrongArguments
        );
    }

    private async Task<string?[]> ReadTextsAsync(int block, CancellationToken cancellationToken)
    {
        using var group = _reader.OpenRowGroupReader(block);
        var texts = new string?[group.RowCount];
        await group.ReadAsync(_text, texts!, cancellationToken: cancellationToken); // a column that may be null fills it with nulls too
        return texts;
    }

    private async Task CopyAsync(int block, ParquetWriter writer, StreamReader lines, CancellationToken cancellationToken)
    {
        using var from = _reader.OpenRowGroupReader(block);
        using var to = writer.CreateRowGroup();
        foreach (var field in _reader.Schema.DataFields)
        {
            await ParquetColumns.CopyAsync(_name, from, to, field, cancellationToken);
        }

        List<string> answers = [];
        while (answers.Count < from.RowCount)
        {
            answers.Add(
                await lines.ReadLineAsync(cancellationToken)
                    ?? throw new CliException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The answers of row group {block} of {_name} are not complete; run the command with --restart."
                        )
                    )
            );
        }

        await _answers.WriteAsync(to, answers, cancellationToken);
        to.CompleteValidate();
    }
}
