using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Export;

/// <summary>
/// From kept disagreements to training data. The severe ones show what the student has to learn, the control sample keeps it from forgetting
/// the rest: alone, the severe ones would train it on what live traffic hardly ever asks.
/// </summary>
public static class TrainingExport
{
    /// <summary>What a severe example's <see cref="TrainingExample.Sample"/> says.</summary>
    public const string Severe = "severe";

    /// <summary>What a control example's says.</summary>
    public const string Control = "control";

    /// <summary>Texts are data, not markup: letters stay readable.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// The severe ones, worst first and each text once with weight 1, then the control sample by time. A control example weighs as many texts of
    /// the traffic as it stands for, 1 / its probability, scaled so that their mean is 1. What is in both is a severe one: it was sure to be
    /// here. Every text comes once: of several control examples, as of several versions, the newest. Those whose texts were not kept are left out.
    /// </summary>
    /// <param name="kept">Disagreements and control samples, in any order.</param>
    /// <param name="minSeverity">From which severity on a disagreement is exported, 0 to 1; those below come in as control samples only.</param>
    public static IReadOnlyList<TrainingExample> Build(IReadOnlyList<Disagreement> kept, double minSeverity)
    {
        Disagreement[] readable = [.. kept.Where(sample => sample is { Source.Text: not null, Student.Text: not null, Teacher.Text: not null })];
        Disagreement[] severe =
        [
            .. readable.Where(IsSevere).OrderByDescending(sample => sample.Severity).ThenBy(sample => sample.Id, StringComparer.Ordinal).DistinctBy(Texts),
        ];
        HashSet<(string?, string?)> taken = [.. severe.Select(Texts)];
        Disagreement[] control =
        [
            .. readable.Where(sample => sample.ControlProbability is > 0 and <= 1 && !IsSevere(sample) && !taken.Contains(Texts(sample)))
                .OrderByDescending(sample => sample.At).ThenByDescending(sample => sample.Id, StringComparer.Ordinal).DistinctBy(Texts).Reverse(),
        ];
        double mean = control.Length == 0 ? 1 : control.Average(StandsFor);
        return
        [
            .. severe.Select(sample => Example(sample, Severe, 1, 1)),
            .. control.Select(sample => Example(sample, Control, StandsFor(sample) / mean, 1 / StandsFor(sample))),
        ];

        bool IsSevere(Disagreement sample) => sample.Differs && sample.Severity >= minSeverity;
    }

    /// <summary>One example as a JSON line, without the line's end.</summary>
    public static string ToJsonLine(TrainingExample example) => JsonSerializer.Serialize(example, Options);

    /// <summary>By what two are of one text: hashes may be of several keys.</summary>
    private static (string? Source, string? Pair) Texts(Disagreement sample) => (sample.Source.Text, sample.Pair?.Text);

    /// <summary>Texts of the traffic that a control example stands for.</summary>
    private static double StandsFor(Disagreement sample) => 1 / (sample.ControlProbability ?? 1);

    // The texts are there: the others were left out.
    private static TrainingExample Example(Disagreement sample, string kind, double weight, double probability) => new(
        sample.Source.Text!, sample.Teacher.Text!, sample.Student.Text!, sample.Severity, weight, kind, probability)
    {
        Pair = sample.Pair?.Text,
    };
}
