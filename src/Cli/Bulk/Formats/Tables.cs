using TransformerService.Cli.Bulk.Tasks;

namespace TransformerService.Cli.Bulk.Formats;

/// <summary>Where the text is in a file, and where the answer goes.</summary>
internal sealed record TableSettings
{
    public required string Input { get; init; }

    public required string Output { get; init; }

    public required TableFormat Format { get; init; }

    /// <summary>The field or column with the text.</summary>
    public required string Column { get; init; }

    /// <summary>The field or column for the answer.</summary>
    public required string OutputField { get; init; }

    /// <summary>Whether a file of columns begins with their names.</summary>
    public bool HasHeader { get; init; } = true;
}

/// <summary>Opens files.</summary>
internal static class Tables
{
    public static async Task<ITable> OpenAsync(TableSettings settings, AnswerKind kind, CancellationToken cancellationToken) =>
        settings.Format == TableFormat.Parquet
            ? await ParquetTable.OpenAsync(settings.Input, settings.Column, settings.OutputField, kind)
            : await TextTable.OpenAsync(settings.Input, settings.Output, Layout(settings, kind), cancellationToken);

    /// <summary>The layout of a file whose records are copied.</summary>
    public static ILayout LayoutOfCopy(TableFormat format, bool hasHeader) =>
        format switch
        {
            TableFormat.Csv => new DelimitedLayout(DelimitedLayout.Comma, hasHeader, null, []),
            TableFormat.Tsv => new DelimitedLayout(DelimitedLayout.Tab, hasHeader, null, []),
            _ => new PlainLayout(),
        };

    private static ILayout Layout(TableSettings settings, AnswerKind kind)
    {
        var columns = kind.Names(settings.OutputField);
        return settings.Format switch
        {
            TableFormat.JsonLines => new JsonLinesLayout(settings.Column, settings.OutputField),
            TableFormat.Csv => new DelimitedLayout(DelimitedLayout.Comma, settings.HasHeader, settings.Column, columns),
            TableFormat.Tsv => new DelimitedLayout(DelimitedLayout.Tab, settings.HasHeader, settings.Column, columns),
            _ => new PlainLayout(),
        };
    }
}
