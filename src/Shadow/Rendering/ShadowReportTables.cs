using System.Globalization;
using TransformerService.Evaluation.Reporting;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Rendering;

/// <summary>The tables of a report, for both text and page.</summary>
internal static class ShadowReportTables
{
    private const string None = "–";

    /// <summary>The tables that have rows.</summary>
    public static IReadOnlyList<ReportTable> Of(ShadowReport report)
    {
        IReadOnlyList<ReportTable> all =
        [
            Windows(report.Windows),
            Metrics(report),
            Slices(report.Slices),
            Confusion(report.Confusion ?? []),
            Calibration(report.Calibration),
        ];
        return [.. all.Where(table => table.Rows.Count > 0)];
    }

    /// <summary>Disagreements, with their texts where they were kept.</summary>
    public static ReportTable Examples(IReadOnlyList<KeptSample> examples) =>
        ReportTable.Of<KeptSample>(
            "Disagreements, the most severe first",
            examples,
            (new("severity"), example => Number(example.Severity, 2)),
            (new("source", IsNumber: false), example => Text(example.Source)),
            (new("student", IsNumber: false), example => Text(example.Student)),
            (new("teacher", IsNumber: false), example => Text(example.Teacher))
        );

    /// <summary>A sentence with the result.</summary>
    public static string Summary(ShadowReport report)
    {
        var found =
            $"{Percent(report.Difference.Rate)} of the answers differ ({Percent(report.Difference.Low)} to {Percent(report.Difference.High)}, "
            + $"noise taken off, n = {Whole(report.Difference.N)}); the margin is {Percent(report.Margin)}.";
        return report.Verdict switch
        {
            ShadowVerdict.Holds => $"The student holds: {found}",
            ShadowVerdict.Strays => $"The student strays: {found}",
            _ => $"Undecided: {found} It may be anything from {Percent(report.Bounds.Low)} to {Percent(report.Bounds.High)}.",
        };
    }

    /// <summary>Which sides were compared, and on how many texts.</summary>
    public static IReadOnlyList<string> Facts(ShadowReport report) =>
        [
            $"Student: {Side(report.Student)}; teacher: {Side(report.Teacher)}.",
            $"Sampled {Whole(report.Sampled)}, compared {Whole(report.Compared)}, repeated {Whole(report.Repeated)}, dropped {Whole(report.Dropped)}, failed {Whole(report.Failed)}; sample rate {Percent(report.SampleRate)}.",
            report.Noise.N == 0
                ? "The teacher was not held against itself."
                : $"The teacher differs from itself in {Percent(report.Noise.Rate)} ({Percent(report.Noise.Low)} to {Percent(report.Noise.High)}, n = {Whole(report.Noise.N)}).",
        ];

    private static ReportTable Windows(IReadOnlyList<ShadowWindow> windows) =>
        ReportTable.Of(
            "Difference by window",
            windows,
            (new("window", IsNumber: false), window => window.Window),
            (new("from", IsNumber: false), window => HtmlPage.Moment(window.From)),
            (new("difference"), window => Percent(window.Difference.Rate)),
            (new("95 %"), window => Range(window.Difference.Low, window.Difference.High)),
            (new("n"), window => Whole(window.Difference.N)),
            (new("noise"), window => window.Noise.N == 0 ? None : Percent(window.Noise.Rate))
        );

    private static ReportTable Metrics(ShadowReport report) =>
        ReportTable.Of<KeyValuePair<string, MeanEstimate>>(
            "Metrics",
            [.. report.Metrics],
            (new("metric", IsNumber: false), metric => metric.Key),
            (new("mean"), metric => Number(metric.Value.Mean, 4)),
            (new("95 %"), metric => metric.Value is { Low: { } low, High: { } high } ? $"{Number(low, 4)} to {Number(high, 4)}" : None),
            (new("n"), metric => Whole(metric.Value.N))
        );

    private static ReportTable Slices(IReadOnlyList<ShadowSlice> slices) =>
        ReportTable.Of(
            "Difference by kind of text, noise included",
            slices,
            (new("slice", IsNumber: false), slice => slice.Slice),
            (new("difference"), slice => Percent(slice.Rate)),
            (new("95 %"), slice => Range(slice.Low, slice.High)),
            (new("n"), slice => Whole(slice.N))
        );

    private static ReportTable Confusion(IReadOnlyList<ConfusionEntry> entries) =>
        ReportTable.Of(
            "Labels that differ",
            entries,
            (new("student", IsNumber: false), entry => entry.Student),
            (new("teacher", IsNumber: false), entry => entry.Teacher),
            (new("count"), entry => Whole(entry.Count))
        );

    private static ReportTable Calibration(ShadowCalibration? calibration) =>
        ReportTable.Of(
            $"Student's confidence against the teacher's labels, expected error {Number(calibration?.ExpectedError ?? 0, 3)}",
            calibration?.Bins ?? [],
            (new("confidence", IsNumber: false), bin => $"{Number(bin.From, 2)} to {Number(bin.To, 2)}"),
            (new("mean confidence"), bin => Number(bin.Confidence, 3)),
            (new("agreement"), bin => Number(bin.Agreement, 3)),
            (new("n"), bin => Whole(bin.N))
        );

    private static string Side(ShadowVariant side) => $"{side.Variant}, version {side.Version ?? "unknown"}";

    private static string Text(KeptText text) => text.Text ?? $"({Whole(text.Length)} characters, not kept)";

    private static string Range(double low, double high) => $"{Percent(low)} to {Percent(high)}";

    private static string Percent(double share) => $"{Number(100 * share, 2)} %";

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value, int decimals) =>
        value.ToString(string.Create(CultureInfo.InvariantCulture, $"F{decimals}"), CultureInfo.InvariantCulture);
}
