namespace TransformerService.Distillation.Data;

/// <summary>
/// Reads corpora record by record, and counts or refuses malformed lines. Files are UTF-8 and may be gzipped. A file is
/// opened when its first record is requested.
/// </summary>
internal sealed class CorpusReader(CorpusReaderOptions options)
{
    private readonly List<CorpusReport> _reports = [];

    /// <summary>One report per reading of a file, in the order in which they began.</summary>
    public IReadOnlyList<CorpusReport> Reports => _reports;

    /// <summary>Pairs of a parallel TSV file, or of JSON lines if the name ends in .jsonl or .jsonl.gz.</summary>
    /// <exception cref="CorpusException">The file cannot be read, a line is refused, or too many were skipped.</exception>
    public IEnumerable<TextPair> ReadPairs(string path) =>
        Read<TextPair>(path, IsJsonLines(path) ? LineFormats.JsonLine : LineFormats.ParallelTsv);

    /// <summary>Texts and labels of a labelled TSV file, or of JSON lines if the name ends in .jsonl or .jsonl.gz.</summary>
    /// <exception cref="CorpusException">The file cannot be read, a line is refused, or too many were skipped.</exception>
    public IEnumerable<LabelledText> ReadLabelled(string path) =>
        Read<LabelledText>(path, IsJsonLines(path) ? LineFormats.LabelledJsonLine : LineFormats.LabelledTsv);

    private static bool IsJsonLines(string path) =>
        path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase);

    private IEnumerable<T> Read<T>(string path, Func<string, ParsedLine<T>> parse)
        where T : class
    {
        var report = new CorpusReport(path);
        _reports.Add(report);
        foreach (var line in new LineReader(path).Lines())
        {
            var parsed = line.Fault ?? parse(line.Text);
            if (parsed.Record is { } record)
            {
                report.AddRecord();
                yield return record;
            }
            else if (parsed.Fault is { } fault)
            {
                Judge(report, new CorpusFault(path, line.Number, fault.What, fault.Change));
            }
        }
    }

    private void Judge(CorpusReport report, CorpusFault fault)
    {
        report.AddFault(fault);
        if (options.MalformedLines == MalformedLinePolicy.Refuse)
        {
            throw new CorpusException(fault);
        }

        if (report.Malformed > options.MaxSkippedLines)
        {
            throw new CorpusException(
                fault with
                {
                    What = $"{fault.What}, and more than {options.MaxSkippedLines} lines of the file are malformed by now",
                    Change = $"{fault.Change}, or raise {nameof(CorpusReaderOptions.MaxSkippedLines)}",
                }
            );
        }
    }
}
