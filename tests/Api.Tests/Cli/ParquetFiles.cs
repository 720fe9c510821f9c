using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>Parquet files of numbers, texts and lists.</summary>
internal static class ParquetFiles
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Writes the texts as often as there are groups.</summary>
    public static async Task WriteAsync(string path, string?[] texts, int groups, Dictionary<string, string>? metadata = null)
    {
        var scores = new ListField("scores", new DataField<double>("element", nullable: false));
        var schema = new ParquetSchema(new DataField<long>("id"), new DataField<string>("text", nullable: true), scores);
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: Token);
        writer.CustomMetadata = metadata ?? [];
        for (var block = 0; block < groups; block++)
        {
            using var group = writer.CreateRowGroup();
            long[] ids = [.. Enumerable.Range(0, texts.Length).Select(row => (long)(block * texts.Length + row))];
            await group.WriteAsync<long>((DataField)schema.Fields[0], ids, cancellationToken: Token);
            await group.WriteAsync((DataField)schema.Fields[1], texts);
            var values = ScoresOf(block, texts.Length);
            await group.WriteAllPartsAsync<double>(
                (DataField)scores.Item,
                values,
                values.Select(_ => 2).ToArray(),
                values.Select((_, index) => index % 2).ToArray(),
                Token
            );
        }
    }

    /// <summary>The lists of a group, two numbers a row, one after another.</summary>
    public static double[] ScoresOf(int block, int rows) => [.. Enumerable.Range(0, 2 * rows).Select(index => block + (index / 4.0))];

    public static async Task<string?[]> ReadStringsAsync(ParquetReader reader, int block, string column)
    {
        using var group = reader.OpenRowGroupReader(block);
        var texts = new string?[group.RowCount];
        await group.ReadAsync(reader.Schema.FindDataField(column), texts!, cancellationToken: Token);
        return texts;
    }

    public static async Task<double[]> ReadScoresAsync(ParquetReader reader, int block)
    {
        using var group = reader.OpenRowGroupReader(block);
        var item = (DataField)((ListField)reader.Schema.Fields[2]).Item;
        using var numbers = await group.ReadRawColumnDataBaseAsync(item, Token);
        return ((RawColumnData<double>)numbers).Values.ToArray();
    }
}
