using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Improvement;

/// <summary>Which answers of the teacher a line of an export may have.</summary>
/// <param name="FaultOf">Why an answer to a text cannot be used; <see langword="null"/> if it can.</param>
/// <param name="Same">Answers to one text with the same key do not contradict one another.</param>
/// <param name="Languages">The languages of a translator; a line that names others is left out.</param>
internal sealed record TrafficAnswers(
    Func<string, string, LeftOut?> FaultOf,
    Func<string, string> Same,
    (string Source, string Target)? Languages = null
)
{
    /// <summary>A classifier's labels.</summary>
    public static TrafficAnswers Labels(IReadOnlyList<string> labels)
    {
        HashSet<string> known = [.. labels];
        return new TrafficAnswers((_, label) => known.Contains(label) ? null : LeftOut.UnknownLabel, label => label);
    }

    /// <summary>Translations. Those that differ in case and punctuation alone count as the same.</summary>
    /// <param name="source">The language of the texts.</param>
    /// <param name="target">The language of the translations.</param>
    public static TrafficAnswers Translations(string source, string target)
    {
        var cleaning = new CleaningOptions();
        return new TrafficAnswers(
            (text, translation) =>
                TrafficReader.FaultOf(translation) ?? (cleaning.HasUnusualRatio(text, translation) ? LeftOut.LengthRatio : null),
            CorpusSplitter.Fold,
            (source, target)
        );
    }
}
