using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Reads and cleans corpora, and reports what was left out.</summary>
/// <param name="options">Whether malformed lines are refused.</param>
/// <param name="dropDuplicates">Whether repeated records are left out.</param>
/// <param name="log">Receives the report.</param>
internal sealed class CorpusSource(PipelineOptions options, bool dropDuplicates, TextWriter log)
{
    private readonly CorpusReader _reader = new(
        new CorpusReaderOptions { MalformedLines = options.Strict ? MalformedLinePolicy.Refuse : MalformedLinePolicy.Skip }
    );

    private readonly CorpusCleaner _cleaner = new(new CleaningOptions { DropDuplicates = dropDuplicates });

    /// <exception cref="CorpusException">The file is missing, or has malformed lines that are not skipped.</exception>
    public IEnumerable<TextPair> Pairs(string path) => _cleaner.Clean(_reader.ReadPairs(path));

    /// <exception cref="CorpusException">The file is missing, or has malformed lines that are not skipped.</exception>
    public IEnumerable<LabelledText> Labelled(string path) => _cleaner.Clean(_reader.ReadLabelled(path));

    /// <summary>Writes how much was left out, and why.</summary>
    public void Report()
    {
        foreach (var report in _reader.Reports.Where(report => report.Malformed > 0))
        {
            log.WriteLine($"{report.File}: {report.Malformed} of {report.Lines} lines are malformed and skipped:");
            foreach (var fault in report.Faults)
            {
                log.WriteLine($"  line {fault.Line}: {fault.What}.");
            }
        }

        var reasons = _cleaner.Rejected.Where(reason => reason.Value > 0).Select(reason => $"{reason.Key} {reason.Value}");
        log.WriteLine($"Left out by cleaning: {string.Join(", ", reasons.DefaultIfEmpty("nothing"))}.");
    }
}
