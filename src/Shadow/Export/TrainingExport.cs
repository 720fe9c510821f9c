using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Export;

/// <summary>
/// Turns kept disagreements into training data. The severe ones show what the student has to learn; the control sample keeps it from
/// forgetting the rest. The severe ones alone would train it on what is rare in live traffic.
/// </summary>
public static class TrainingExport
{
    /// <summary>The <see cref="TrainingExample.Sample"/> of a severe example.</summary>
    public const string Severe = "severe";

    /// <summary>The <see cref="TrainingExample.Sample"/> of a control example.</summary>
    public const string Control = "control";

    /// <summary>Texts are data, not markup: non-ASCII letters are not escaped.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// The severe ones, worst first and each text once with weight 1, then the control sample by time. A control example is weighted by
    /// the number of texts that it represents, 1 / its probability, scaled so that the mean weight is 1. A text in both is exported as
    /// severe, since it was certain to be included. Every text occurs once: of several control examples, e.g. of several versions, the
    /// newest is used. Examples whose texts were not kept are left out.
    /// </summary>
    /// <param name="kept">Disagreements and control samples, in any order.</param>
    /// <param name="minSeverity">
    /// The least severity of an exported disagreement, 0 to 1. Less severe ones are included only as control samples.
    /// </param>
    public static IReadOnlyList<TrainingExample> Build(IReadOnlyList<KeptSample> kept, double minSeverity)
    {
        KeptSample[] readable =
        [
            .. kept.Where(sample => sample is { Source.Text: not null, Student.Text: not null, Teacher.Text: not null }),
        ];
        KeptSample[] severe =
        [
            .. readable
                .Where(IsSevere)
                .OrderByDescending(sample => sample.Severity)
                .ThenBy(sample => sample.Id, StringComparer.Ordinal)
                .DistinctBy(Texts),
        ];
        HashSet<(string?, string?)> taken = [.. severe.Select(Texts)];
        KeptSample[] control =
        [
            .. readable
                .Where(sample => sample.ControlProbability is > 0 and <= 1 && !IsSevere(sample) && !taken.Contains(Texts(sample)))
                .OrderByDescending(sample => sample.At)
                .ThenByDescending(sample => sample.Id, StringComparer.Ordinal)
                .DistinctBy(Texts)
                .Reverse(),
        ];
        var mean = control.Length == 0 ? 1 : control.Average(StandsFor);
        return
        [
            .. severe.Select(sample => Example(sample, Severe, 1, 1)),
            .. control.Select(sample => Example(sample, Control, StandsFor(sample) / mean, 1 / StandsFor(sample))),
        ];

        bool IsSevere(KeptSample sample) => sample.Differs && sample.Severity >= minSeverity;
    }

    /// <summary>One example as a JSON line, without the line's end.</summary>
    public static string ToJsonLine(TrainingExample example) => JsonSerializer.Serialize(example, Options);

    /// <summary>The key by which two samples are of one text. Hashes do not serve: they may use different keys.</summary>
    private static (string? Source, string? Pair) Texts(KeptSample sample) => (sample.Source.Text, sample.Pair?.Text);

    /// <summary>The number of texts in the traffic that a control example represents.</summary>
    private static double StandsFor(KeptSample sample) => 1 / (sample.ControlProbability ?? 1);

    // The texts are present: examples without texts were left out.
    private static TrainingExample Example(KeptSample sample, string kind, double weight, double probability) =>
        new(sample.Source.Text!, sample.Teacher.Text!, sample.Student.Text!, sample.Severity, weight, kind, probability)
        {
            Pair = sample.Pair?.Text,
        };
}
