namespace TransformerService.Distillation.Improvement;

/// <summary>A text of live traffic, from the export of shadow mode.</summary>
/// <param name="Text">The text.</param>
/// <param name="Label">The teacher's answer, a label or a translation; <see langword="null"/> if the export lacks it.</param>
/// <param name="Importance">The number of compared texts that it represents: 1 / its probability of being kept, 1 or more.</param>
/// <param name="IsControl">Whether it comes from the random control sample; otherwise it is a severe disagreement.</param>
internal sealed record TrafficText(string Text, string? Label, double Importance, bool IsControl);

/// <summary>Why a line of an export is left out.</summary>
internal enum LeftOut
{
    /// <summary>It is not a JSON object with a text as its source, or not valid UTF-8.</summary>
    Malformed,

    /// <summary>The line or its text is too long.</summary>
    TooLong,

    /// <summary>The text is empty.</summary>
    Empty,

    /// <summary>The text has control characters.</summary>
    ControlCharacters,

    /// <summary>The text was redacted: the teacher answered another one.</summary>
    Redacted,

    /// <summary>It has a second text, which the recipes' classifiers do not read.</summary>
    Pair,

    /// <summary>It names another model.</summary>
    OtherModel,

    /// <summary>It names other languages than the model's.</summary>
    OtherDirection,

    /// <summary>The model lacks its label.</summary>
    UnknownLabel,

    /// <summary>Its translation is far longer or shorter than the text.</summary>
    LengthRatio,

    /// <summary>Its weight, probability or kind is invalid.</summary>
    InvalidSample,

    /// <summary>An earlier line has the same letters and digits, and the same answer.</summary>
    Duplicate,

    /// <summary>Other lines have the same letters and digits, and another answer; all of them are left out.</summary>
    Contradictory,

    /// <summary>It has no answer, and there is no teacher to ask.</summary>
    Unlabelled,

    /// <summary>The teacher beside the student gives another answer than the line.</summary>
    Disputed,

    /// <summary>The teacher's own answer cannot be learned, such as an empty translation.</summary>
    Unusable,
}

/// <summary>The texts of an export, and what was left out of it.</summary>
/// <param name="Texts">The texts, each once, in the order of the file.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="LeftOut">Number of lines that were left out, by reason; without those that did not occur.</param>
internal sealed record Traffic(IReadOnlyList<TrafficText> Texts, long Lines, IReadOnlyDictionary<LeftOut, long> LeftOut)
{
    /// <summary>The counts in words.</summary>
    public string Summary =>
        FormattableString.Invariant(
            $"{Lines} lines: {Texts.Count(text => !text.IsControl)} severe disagreements, {Texts.Count(text => text.IsControl)} of the control sample; left out: {(LeftOut.Count == 0 ? "none" : string.Join(", ", LeftOut.OrderBy(entry => entry.Key).Select(entry => $"{Name(entry.Key)} {entry.Value}")))}."
        );

    /// <summary>Leaves out some of the texts.</summary>
    public Traffic Without(LeftOut reason, Func<TrafficText, bool> leaveOut)
    {
        TrafficText[] kept = [.. Texts.Where(text => !leaveOut(text))];
        return kept.Length == Texts.Count
            ? this
            : this with
            {
                Texts = kept,
                LeftOut = new Dictionary<LeftOut, long>(LeftOut)
                {
                    [reason] = LeftOut.GetValueOrDefault(reason) + Texts.Count - kept.Length,
                },
            };
    }

    private static string Name(LeftOut reason)
    {
        var name = reason.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
