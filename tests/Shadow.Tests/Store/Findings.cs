using System.Globalization;
using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow.Tests.Store;

/// <summary>Findings to store.</summary>
internal static class Findings
{
    public static readonly DateTimeOffset Hour = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static TotalsKey Key(string model = "m", int hour = 0) => new(model, "student", "teacher", Hour.AddHours(hour));

    public static AnswerComparison Comparison(bool differs = false) =>
        new(differs, differs ? 0.5 : 0, new Dictionary<string, double> { [ShadowMetrics.Flip] = differs ? 1 : 0 });

    public static ShadowTotals Totals(int comparisons)
    {
        var totals = new ShadowTotals();
        totals.AddSampled(comparisons);
        for (var index = 0; index < comparisons; index++)
        {
            totals.Add(Comparison(), ["plain"]);
        }

        return totals;
    }

    /// <summary>A comparison on the text of that number.</summary>
    public static TextFinding Text(int number, bool differs = false, KeptSample? sample = null, bool isNoise = false)
    {
        var mark = new TextMark((UInt128)number);
        return new TextFinding(Key(), isNoise ? mark.OfNoise : mark, Comparison(differs), ["plain"])
        {
            SampleId = sample?.Id,
            IsNoise = isNoise,
        };
    }

    public static KeptSample Sample(double severity, DateTimeOffset? at = null, string model = "m", double? control = null)
    {
        var kept = new KeptText(3, "00", 0.5);
        var time = at ?? Hour;
        return new KeptSample(
            Guid.CreateVersion7(time).ToString("N", CultureInfo.InvariantCulture),
            time,
            model,
            "student",
            "teacher",
            severity > 0,
            severity,
            control,
            new Dictionary<string, double> { ["flip"] = 1 },
            ["plain"],
            kept,
            kept,
            kept
        );
    }

    public static FindingsBatch Batch(int comparisons, params KeptSample[] samples) =>
        new(
            Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
            new Dictionary<TotalsKey, ShadowTotals> { [Key()] = Totals(comparisons) },
            samples
        );

    /// <summary>A batch of comparisons that count where their texts have not.</summary>
    public static FindingsBatch Batch(IReadOnlyList<TextFinding> texts, params KeptSample[] samples) =>
        Batch(0, samples) with
        {
            Texts = texts,
        };
}
