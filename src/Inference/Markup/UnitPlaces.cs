using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Markup;

/// <summary>Where the elements of a block that are not translated stand in its translation.</summary>
internal static class UnitPlaces
{
    /// <summary>Bounds the work on hostile blocks.</summary>
    private const int MostUnits = 500;

    /// <summary>Where the elements that are not translated stand in a translation, in its order; null if one is missing.</summary>
    public static List<(int Start, int Length, int Unit)>? Find(IReadOnlyList<MarkupUnit> units, string text)
    {
        if (units.Count > MostUnits)
        {
            return null;
        }

        var found = new List<(int Start, int Length, int Unit)>(units.Count);
        foreach (var (index, unit) in units.Index().OrderByDescending(one => one.Item.Text.Length))
        {
            var at = text.IndexOf(unit.Text, StringComparison.Ordinal);
            while (at >= 0 && !IsFree(at, at + unit.Text.Length))
            {
                at = text.IndexOf(unit.Text, at + 1, StringComparison.Ordinal);
            }

            if (at < 0)
            {
                return null;
            }

            found.Add((at, unit.Text.Length, index));
        }

        found.Sort();
        return found;

        bool IsFree(int start, int end) =>
            Words.IsWhole(text, start, end) && !found.Exists(other => other.Start < end && start < other.Start + other.Length);
    }

    /// <summary>Whether each element is in its gap, and those that stand in another order have the same tags.</summary>
    public static bool AreKept(string source, MarkupBlock block, List<(int Start, int Length, int Unit)> units, int[] cuts)
    {
        for (var place = 0; place < units.Count; place++)
        {
            var unit = block.Units[units[place].Unit];
            var gap = Array.FindLastIndex(cuts, cut => cut <= units[place].Start);
            if (gap != unit.Gap || (units[place].Unit != place && TagsOf(source, unit) != TagsOf(source, block.Units[place])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a gap has more than its elements and white space.</summary>
    public static bool HasText(MarkupBlock block, int gap) =>
        HasText(
            block.Plain,
            block.Gaps[gap].Start,
            block.Gaps[gap].End,
            block.Gaps[gap].Units.Select(unit => (block.Units[unit].PlainStart, block.Units[unit].Text.Length))
        );

    /// <summary>Whether a part of a text has more than its elements and white space.</summary>
    public static bool HasText(string text, int start, int end, IEnumerable<(int Start, int Length)> units)
    {
        foreach (var (at, length) in units)
        {
            if (!string.IsNullOrWhiteSpace(text[start..at]))
            {
                return true;
            }

            start = at + length;
        }

        return !string.IsNullOrWhiteSpace(text[start..end]);
    }

    private static string TagsOf(string source, MarkupUnit unit)
    {
        var raw = source.Substring(unit.Start, unit.Length);
        return raw.Replace(unit.Text, "", StringComparison.Ordinal);
    }
}
