using System.Text.RegularExpressions;

namespace TransformerService.Distillation.Data.Augmentation;

/// <summary>The mark at the end of a sentence, with the space that French sets before it.</summary>
internal static partial class SentenceEnd
{
    /// <summary>Whether both sides end in a mark.</summary>
    public static bool Has(TextPair pair) => Mark().IsMatch(pair.Source) && Mark().IsMatch(pair.Target);

    /// <summary>A text without its mark.</summary>
    public static string Without(string text) => Mark().Replace(text, "");

    /// <summary>Inserts something before the mark of a text, or at its end if it has no mark.</summary>
    public static string Before(string text, string inserted)
    {
        var kept = Without(text);
        return kept + inserted + text[kept.Length..];
    }

    [GeneratedRegex(@"(?<=\S)\s*[.!?…]+$")]
    private static partial Regex Mark();
}
