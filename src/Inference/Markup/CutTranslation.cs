using TransformerService.Tokenization;

namespace TransformerService.Inference.Markup;

/// <summary>The translation of a block, cut into as many parts as the block has gaps.</summary>
/// <param name="Text">The translation.</param>
/// <param name="Units">Where the elements that are not translated stand in it, in order.</param>
/// <param name="Cuts">Where each part begins.</param>
internal sealed record CutTranslation(string Text, List<(int Start, int Length, int Unit)> Units, int[] Cuts)
{
    /// <summary>Bounds the work on hostile blocks.</summary>
    private const int MostNoBreakSpaces = 200;

    /// <summary>Cuts a translation; <see langword="null"/> if the tags of the block have no place in it.</summary>
    /// <param name="source">The document.</param>
    /// <param name="block">The block.</param>
    /// <param name="translation">Its translation.</param>
    /// <param name="ofGaps">The translation of each gap alone; null for one without letters, or without a translation.</param>
    /// <param name="attention">What the translation attends to; null if that is not known.</param>
    /// <param name="work">Counts the work.</param>
    public static CutTranslation? Of(
        string source,
        MarkupBlock block,
        string translation,
        IReadOnlyList<string?> ofGaps,
        BlockAttention? attention,
        TextWork work
    )
    {
        var leading = translation.Length - translation.TrimStart().Length;
        translation = WithNoBreakSpaces(block.Plain, translation.Trim());
        if (UnitPlaces.Find(block.Units, translation) is not { } units)
        {
            return null;
        }

        var cuts =
            block.Gaps.Count == 1
                ? [0]
                : TagPlacer.Cut(
                    translation,
                    Texts(block, ofGaps),
                    [.. units.Select(unit => (unit.Start, unit.Length, block.Units[unit.Unit].Gap))],
                    attention is null ? null : (attention.Without(leading), [.. block.Gaps.Select(gap => gap.Start)]),
                    work
                );
        return cuts is not null && GapWords.Mend(block, translation, units, cuts) && UnitPlaces.AreKept(source, block, units, cuts)
            ? new CutTranslation(translation, units, cuts)
            : null;
    }

    /// <summary>The text of each gap, and its translation alone.</summary>
    public static (string Text, string? Translation)[] Texts(MarkupBlock block, IReadOnlyList<string?> ofGaps) =>
        [.. block.Gaps.Select((gap, index) => (block.Plain[gap.Start..gap.End], ofGaps.ElementAtOrDefault(index)))];

    /// <summary>Puts spaces at which no line breaks where the words on both sides are those of the text.</summary>
    private static string WithNoBreakSpaces(string plain, string translation)
    {
        for (var (at, left) = (0, MostNoBreakSpaces); left > 0 && (at = plain.IndexOf(MarkupBlock.NoBreakSpace, at)) >= 0; at++, left--)
        {
            var start = at;
            while (start > 0 && char.IsLetterOrDigit(plain[start - 1]))
            {
                start--;
            }

            var end = at + 1;
            while (end < plain.Length && char.IsLetterOrDigit(plain[end]))
            {
                end++;
            }

            var words = plain[start..end];
            translation =
                words.Length == 1
                    ? translation
                    : translation.Replace(words.Replace(MarkupBlock.NoBreakSpace, ' '), words, StringComparison.Ordinal);
        }

        return translation;
    }
}
