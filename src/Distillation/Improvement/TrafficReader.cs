using System.Text.Json;
using System.Text.RegularExpressions;
using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Improvement;

/// <summary>
/// Reads the JSON lines of <c>/v1/models/{name}/shadow/export</c>. They come from live traffic, so a line may hold anything: what cannot
/// be used is counted by reason and left out, and never ends the reading.
/// </summary>
/// <param name="model">The model's name.</param>
/// <param name="answers">Which answers a line may have.</param>
internal sealed partial class TrafficReader(string model, TrafficAnswers answers)
{
    /// <summary>Longer texts are left out; the server accepts a similar number of characters.</summary>
    public const int LongestText = 20_000;

    /// <summary>A line that stands for more texts than this would decide the estimates alone.</summary>
    public const double LargestImportance = 10_000;

    private readonly Dictionary<LeftOut, long> _leftOut = [];

    /// <param name="model">The model's name.</param>
    /// <param name="labels">The labels of a classifier.</param>
    public TrafficReader(string model, IReadOnlyList<string> labels)
        : this(model, TrafficAnswers.Labels(labels)) { }

    /// <exception cref="CorpusException">The file is missing, or cannot be read.</exception>
    public Traffic Read(string path)
    {
        long lines = 0;
        List<TrafficText> texts = [];
        foreach (var line in new LineReader(path, skipLongLines: true).Lines())
        {
            lines++;
            if (line.Fault is { } fault)
            {
                Count(fault.IsTooLong ? LeftOut.TooLong : LeftOut.Malformed);
            }
            else if (Parse(line.Text, out var reason) is { } text)
            {
                texts.Add(text);
            }
            else
            {
                Count(reason);
            }
        }

        return new Traffic(Distinct(texts), lines, _leftOut);
    }

    private TrafficText? Parse(string line, out LeftOut reason)
    {
        reason = LeftOut.Malformed;
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("source", out var source))
            {
                return null;
            }

            // A source of null is a text that the server does not keep.
            var text = source.ValueKind == JsonValueKind.Null ? "" : source.GetString() ?? "";
            string? label = Text("target") is { } target && !string.IsNullOrWhiteSpace(target) ? target.Trim() : null,
                sample = Text("sample");
            if (
                (
                    FaultOf(text)
                    ?? (
                        Text("pair") is not null ? LeftOut.Pair
                        : Text("model") is { } named && named != model ? LeftOut.OtherModel
                        : IsOtherDirection(Text("sourceLanguage"), Text("targetLanguage")) ? LeftOut.OtherDirection
                        : label is not null && answers.FaultOf(text.Trim(), label) is { } unusable ? unusable
                        : sample is not ("severe" or "control") || Importance(root) is null ? LeftOut.InvalidSample
                        : null
                    )
                ) is
                { } fault
            )
            {
                reason = fault;
                return null;
            }

            return new TrafficText(text.Trim(), label, Importance(root) ?? 1, sample == "control");

            string? Text(string name) =>
                root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a value of another type, or a lone surrogate, which a text cannot hold.
            return null;
        }
    }

    /// <summary>Why a text or a translation cannot be used; <see langword="null"/> if it can.</summary>
    public static LeftOut? FaultOf(string text) =>
        string.IsNullOrWhiteSpace(text) ? LeftOut.Empty
        : text.Length > LongestText ? LeftOut.TooLong
        : text.Any(character => char.IsControl(character) && character is not ('\t' or '\n' or '\r')) ? LeftOut.ControlCharacters
        : Redaction().IsMatch(text) ? LeftOut.Redacted
        : null;

    private bool IsOtherDirection(string? source, string? target) =>
        answers.Languages is { } languages
        && ((source is not null && source != languages.Source) || (target is not null && target != languages.Target));

    /// <summary>1 / probability; <see langword="null"/> if a number of the line is invalid.</summary>
    private static double? Importance(JsonElement root)
    {
        double probability = 1,
            weight = 1;
        var valid =
            (!root.TryGetProperty("probability", out var given) || given.TryGetDouble(out probability))
            && (!root.TryGetProperty("weight", out var stated) || stated.TryGetDouble(out weight))
            && double.IsFinite(weight)
            && weight > 0
            && probability is >= 1 / LargestImportance and <= 1;
        return valid ? 1 / probability : null;
    }

    private List<TrafficText> Distinct(List<TrafficText> texts)
    {
        List<TrafficText> distinct = [];
        HashSet<string> seen = [];
        var contradictory = texts
            .GroupBy(Group)
            .Where(same => same.Select(text => text.Label).OfType<string>().Select(answers.Same).Distinct().Skip(1).Any())
            .Select(same => same.Key)
            .ToHashSet();

        // Texts that differ in case and punctuation alone are not independent evidence. A line with a label is preferred to one without.
        foreach (var text in texts.OrderBy(text => text.Label is null))
        {
            if (contradictory.Contains(Group(text)))
            {
                Count(LeftOut.Contradictory);
            }
            else if (seen.Add(CorpusSplitter.Fold(text.Text)))
            {
                distinct.Add(text);
            }
            else
            {
                Count(LeftOut.Duplicate);
            }
        }

        return distinct;

        // A translator may well answer texts in other words that differ in punctuation.
        string Group(TrafficText text) => answers.Languages is null ? CorpusSplitter.Fold(text.Text) : text.Text;
    }

    private void Count(LeftOut reason) => _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + 1;

    /// <summary>The markers of the server's redaction.</summary>
    [GeneratedRegex(@"\[(?:email|iban|card|phone|secret|ip|mac|ssn|nino|tax id|birth date)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Redaction();
}
