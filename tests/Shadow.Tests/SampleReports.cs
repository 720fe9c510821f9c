using TransformerService.Models.Requests;
using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Tests;

/// <summary>Made-up findings for the tests.</summary>
internal static class SampleReports
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 7, 30, 0, TimeSpan.Zero);

    public static readonly ShadowRuntime Runtime = new(
        "intent",
        new ShadowVariant("student", "aaaa", ShadowVariantState.Ready),
        new ShadowVariant("teacher", "bbbb", ShadowVariantState.Unreachable),
        new ShadowQueue(2, 100),
        new ShadowSettings(0.25, 20, 0.05),
        Now - TimeSpan.FromDays(3)
    );

    /// <summary>Totals of a classifier: so many samples, of which the first few flip.</summary>
    public static ShadowTotals Totals(int samples, int flips, int noises = 0, string label = "joy")
    {
        var totals = new ShadowTotals();
        totals.AddSampled(samples);
        for (var sample = 0; sample < samples; sample++)
        {
            LabelScore[] teacher = [new(label, 0.8), new("anger", 0.2)];
            totals.Add(
                ClassificationComparer.Compare(sample < flips ? [new(label, 0.4), new("anger", 0.6)] : teacher, teacher),
                [sample % 2 == 0 ? "length:1-16" : "length:17-32"]
            );
        }

        for (var noise = 0; noise < noises; noise++)
        {
            totals.AddNoise(ClassificationComparer.Compare([new(label, 1)], [new(label, 1)]));
        }

        return totals;
    }

    public static ShadowReport Classifier =>
        ReportBuilder.Build(
            [new HourlyTotals(Now - TimeSpan.FromHours(2), Totals(300, 60, 100)), new HourlyTotals(Now, Totals(100, 20, 100))],
            Now,
            Runtime
        );

    public static KeptSample KeptSample(
        string id,
        double severity,
        double? control = null,
        bool differs = true,
        string? source = "text",
        string student = "joy",
        string teacher = "anger"
    ) =>
        new(
            id,
            Now,
            "intent",
            "aaaa",
            "bbbb",
            differs,
            severity,
            control,
            new Dictionary<string, double> { ["flip"] = 1 },
            ["digits"],
            new KeptText(4, source ?? "hash", null, source),
            new KeptText(3, student, 0.5, student),
            new KeptText(5, teacher, 0.75, teacher)
        );
}
