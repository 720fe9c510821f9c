using System.Buffers;

namespace TransformerService.Distillation.Data.Augmentation;

/// <summary>Makes pairs in upper and in lower case. Pairs with markup, code or addresses are left out: their case has a meaning.</summary>
internal static class LetterCase
{
    private static readonly SearchValues<char> Technical = SearchValues.Create("<>{}[]`@%$&\\/_=*|#");

    /// <summary>Both sides in upper case; <see langword="null"/> if they are technical.</summary>
    public static TextPair? Upper(TextPair pair) =>
        IsTechnical(pair) ? null : pair with { Source = pair.Source.ToUpperInvariant(), Target = pair.Target.ToUpperInvariant() };

    /// <summary>
    /// Both sides in lower case without the mark at the end, as people type into a search box; <see langword="null"/> if they are
    /// technical.
    /// </summary>
    public static TextPair? Lower(TextPair pair) =>
        IsTechnical(pair)
            ? null
            : pair with
            {
                Source = SentenceEnd.Without(pair.Source.ToLowerInvariant()),
                Target = SentenceEnd.Without(pair.Target.ToLowerInvariant()),
            };

    private static bool IsTechnical(TextPair pair) =>
        pair.Source.AsSpan().ContainsAny(Technical) || pair.Target.AsSpan().ContainsAny(Technical);
}
