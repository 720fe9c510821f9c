using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>A file of lines, compressed with gzip or not.</summary>
internal sealed class TextTable : ITable
{
    private const char Bom = '\uFEFF';
    private const int ReadAhead = 1 << 18;

    private readonly FileStream _file;
    private readonly Stream _text;
    private readonly LineReader _lines;
    private readonly ILayout _layout;
    private readonly int _maxLineBytes;
    private Line? _first;
    private long _line;

    private TextTable(FileStream file, bool isCompressedInput, bool isCompressedOutput, ILayout layout, int maxLineBytes)
    {
        (_file, _layout, IsCompressed, _maxLineBytes) = (file, layout, isCompressedOutput, maxLineBytes);
        _text = isCompressedInput ? new GZipStream(file, CompressionMode.Decompress) : file;
        _lines = new LineReader(_text, maxLineBytes);
    }

    public long Position => _file.Position;

    public long Length => _file.Length;

    public string Header { get; private set; } = "";

    public bool IsCompressed { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file; a name that ends with .gz is one of gzip.</param>
    /// <param name="output">The output's name, of which the same holds.</param>
    /// <param name="layout">How records stand in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="maxLineBytes">The longest line and record.</param>
    public static async Task<TextTable> OpenAsync(
        string path,
        string output,
        ILayout layout,
        CancellationToken cancellationToken,
        int maxLineBytes = LineReader.MaxBytes
    )
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, ReadAhead, FileOptions.SequentialScan);
        var table = new TextTable(file, FormatNames.IsCompressed(path), FormatNames.IsCompressed(output), layout, maxLineBytes);
        try
        {
            await table.ReadHeaderAsync(cancellationToken);
            return table;
        }
        catch
        {
            await table.DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<Record> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long count = 0; await ReadRecordAsync(cancellationToken) is { } read; count++)
        {
            var (number, line) = read;
            var (text, fault) = line.Fault is null ? _layout.Find(line.Text) : (null, line.Fault);
            yield return new Record(number, count / Shard.BlockRecords, line.Text, line.End, text, fault);
        }
    }

    public void Write(StringBuilder output, Record record, Answer? answer)
    {
        _layout.Write(output, record, answer);
        output.Append(record.End);
    }

    public Task FinishAsync(string part, string output, Shard shard, CancellationToken cancellationToken)
    {
        File.Move(part, output, overwrite: true);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _text.DisposeAsync();
        await _file.DisposeAsync();
    }

    private async Task ReadHeaderAsync(CancellationToken cancellationToken)
    {
        _first = await NextAsync(cancellationToken);
        if (_first is { } first && first.Text.StartsWith(Bom))
        {
            Header = Bom.ToString();
            _first = first with { Text = first.Text[1..] };
        }

        if (!_layout.HasHeader)
        {
            return;
        }

        if (await ReadRecordAsync(cancellationToken) is not { } header)
        {
            throw new CliException($"{_file.Name} is empty; it must begin with the columns' names.", ExitCode.WrongArguments);
        }

        if (header.Line.Fault is { } fault)
        {
            throw new CliException($"The columns' names in {_file.Name} cannot be read. {fault.Reason}", ExitCode.WrongArguments);
        }

        Header += _layout.ReadHeader(header.Line.Text) + (header.Line.End.Length > 0 ? header.Line.End : "\n");
    }

    private async ValueTask<(long Number, Line Line)?> ReadRecordAsync(CancellationToken cancellationToken)
    {
        var next = _first ?? await NextAsync(cancellationToken);
        _first = null;
        if (next is not { } line)
        {
            return null;
        }

        var number = ++_line;
        if (!_layout.IsOpen(line.Text, wasOpen: false))
        {
            return (number, line);
        }

        var text = new StringBuilder(line.Text);
        do
        {
            text.Append(line.End);
            line =
                await NextAsync(cancellationToken)
                ?? throw new CliException($"The quoted field that begins in line {number} does not end before the file does.");
            _line++;
            text.Append(line.Text);
            if (text.Length > _maxLineBytes || line.Fault is not null)
            {
                throw new CliException(
                    $"The quoted field that begins in line {number} cannot be read: it is too long, does not end, or is not UTF-8."
                );
            }
        } while (_layout.IsOpen(line.Text, wasOpen: true));

        return (number, line with { Text = text.ToString() });
    }

    private async ValueTask<Line?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _lines.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new CliException($"{_file.Name} is not a file of gzip, or it is cut off or damaged.");
        }
    }
}
