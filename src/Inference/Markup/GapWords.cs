namespace TransformerService.Inference.Markup;

/// <summary>
/// Sees to it that each gap of a translation has text where the gap of the block has some, and none where it has none. A gap that has only
/// signs takes a word from beside it.
/// </summary>
internal static class GapWords
{
    /// <summary>Moves cuts where that helps; returns whether each gap has what it must have.</summary>
    /// <param name="block">The block.</param>
    /// <param name="text">Its translation.</param>
    /// <param name="units">Where its elements that are not translated stand in the translation, in order.</param>
    /// <param name="cuts">Where each gap begins in the translation.</param>
    public static bool Mend(MarkupBlock block, string text, List<(int Start, int Length, int Unit)> units, int[] cuts)
    {
        if (cuts.Length == 1)
        {
            return !UnitPlaces.HasText(block, 0)
                || UnitPlaces.HasText(text, 0, text.Length, units.Select(unit => (unit.Start, unit.Length)));
        }

        for (var gap = 0; gap < cuts.Length; gap++)
        {
            if (!UnitPlaces.HasText(block, gap))
            {
                GiveAway(text, Inside(text, units, cuts, gap), cuts, gap);
            }
            else if (HasWord(block, gap) && !HasWord(text, units, cuts, gap))
            {
                TakeWord(text, units, cuts, gap);
            }
        }

        for (var gap = 1; gap < cuts.Length; gap++)
        {
            if (IsSpacedMark(block, gap))
            {
                KeepWordWhole(text, units, cuts, gap);
            }
        }

        for (var gap = 0; gap < cuts.Length; gap++)
        {
            if (!IsFilled(block, text, units, cuts, gap))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFilled(MarkupBlock block, string text, List<(int Start, int Length, int Unit)> units, int[] cuts, int gap)
    {
        var inside = Inside(text, units, cuts, gap);
        var (own, end) = (block.Gaps[gap], EndOf(text, cuts, gap));
        if (UnitPlaces.HasText(block, gap) != UnitPlaces.HasText(text, cuts[gap], end, inside))
        {
            return false;
        }

        if (HasWord(block, gap) && !HasWord(text, units, cuts, gap))
        {
            return false;
        }

        if (own.Units.Count == 0 || inside.Count == 0)
        {
            return true;
        }

        // Words between a tag and an element that is not translated are text of their own in the document's tree.
        var (first, last) = (block.Units[own.Units[0]], block.Units[own.Units[^1]]);
        var leads = gap > 0 && HasWord(block.Plain.AsSpan(own.Start, first.PlainStart - own.Start));
        var follows =
            gap + 1 < cuts.Length
            && HasWord(block.Plain.AsSpan(last.PlainStart + last.Text.Length, own.End - last.PlainStart - last.Text.Length));
        return (!leads || !text.AsSpan(cuts[gap], inside[0].Start - cuts[gap]).IsWhiteSpace())
            && (!follows || !text.AsSpan(inside[^1].Start + inside[^1].Length, end - inside[^1].Start - inside[^1].Length).IsWhiteSpace());
    }

    /// <summary>Moves the text beside the elements of a gap into the gaps before and after it.</summary>
    private static void GiveAway(string text, List<(int Start, int Length)> inside, int[] cuts, int gap)
    {
        if (inside.Count == 0)
        {
            return;
        }

        cuts[gap] = gap == 0 ? 0 : inside[0].Start;
        var end = inside[^1].Start + inside[^1].Length;
        end += text.Length - end - text.AsSpan(end).TrimStart().Length;
        if (gap + 1 < cuts.Length)
        {
            cuts[gap + 1] = Math.Min(cuts[gap + 1], end);
        }
    }

    /// <summary>Moves a word here from the gap after this one, otherwise from the one before it, if that keeps one.</summary>
    private static void TakeWord(string text, List<(int Start, int Length, int Unit)> units, int[] cuts, int gap)
    {
        if (gap + 1 < cuts.Length)
        {
            var (old, end) = (cuts[gap + 1], EndOf(text, cuts, gap + 1));
            var at = old;
            while (at < end && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            while (at < end && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            cuts[gap + 1] = at;
            if (at < end && !IsInside(units, at) && HasWord(text, units, cuts, gap) && HasWord(text, units, cuts, gap + 1))
            {
                return;
            }

            cuts[gap + 1] = old;
        }

        if (gap > 0)
        {
            var old = cuts[gap];
            var at = old;
            while (at > cuts[gap - 1] && char.IsWhiteSpace(text[at - 1]))
            {
                at--;
            }

            while (at > cuts[gap - 1] && !char.IsWhiteSpace(text[at - 1]))
            {
                at--;
            }

            cuts[gap] = at;
            if (at <= cuts[gap - 1] || IsInside(units, at) || !HasWord(text, units, cuts, gap) || !HasWord(text, units, cuts, gap - 1))
            {
                cuts[gap] = old;
            }
        }
    }

    /// <summary>Whether the tags before a gap have no text inside, as an image or a comment, and white space beside them.</summary>
    private static bool IsSpacedMark(MarkupBlock block, int gap)
    {
        var depth = 0;
        foreach (var tag in block.Gaps[gap].Tags)
        {
            depth +=
                tag.Role == MarkupRole.Opens ? 1
                : tag.Role == MarkupRole.Closes ? -1
                : 0;
            if (depth < 0)
            {
                return false;
            }
        }

        return depth == 0 && (block.Gaps[gap - 1].HasSpaceAfter || block.Gaps[gap].HasSpaceBefore);
    }

    /// <summary>Such a tag does not stand inside a word, as behind the article of <c>l'homme</c>.</summary>
    private static void KeepWordWhole(string text, List<(int Start, int Length, int Unit)> units, int[] cuts, int gap)
    {
        var old = cuts[gap];
        var at = old;
        while (at > cuts[gap - 1] && !char.IsWhiteSpace(text[at - 1]))
        {
            at--;
        }

        if (at > cuts[gap - 1] && char.IsLetterOrDigit(text[old]) && !IsInside(units, at))
        {
            cuts[gap] = at;
        }
    }

    private static int EndOf(string text, int[] cuts, int gap) => gap + 1 < cuts.Length ? cuts[gap + 1] : text.Length;

    private static List<(int Start, int Length)> Inside(string text, List<(int Start, int Length, int Unit)> units, int[] cuts, int gap)
    {
        var end = EndOf(text, cuts, gap);
        var inside = new List<(int Start, int Length)>();
        for (var index = FirstFrom(units, cuts[gap]); index < units.Count && units[index].Start + units[index].Length <= end; index++)
        {
            inside.Add((units[index].Start, units[index].Length));
        }

        return inside;
    }

    private static bool IsInside(List<(int Start, int Length, int Unit)> units, int at) =>
        FirstFrom(units, at) is > 0 and var next && units[next - 1].Start + units[next - 1].Length > at;

    private static int FirstFrom(List<(int Start, int Length, int Unit)> units, int start)
    {
        var index = units.BinarySearch((start, 0, -1));
        return index < 0 ? ~index : index;
    }

    private static bool HasWord(MarkupBlock block, int gap) =>
        HasWord(
            block.Plain,
            block.Gaps[gap].Start,
            block.Gaps[gap].End,
            block.Gaps[gap].Units.Select(unit => (block.Units[unit].PlainStart, block.Units[unit].Text.Length))
        );

    private static bool HasWord(string text, List<(int Start, int Length, int Unit)> units, int[] cuts, int gap) =>
        HasWord(text, cuts[gap], EndOf(text, cuts, gap), Inside(text, units, cuts, gap));

    private static bool HasWord(string text, int start, int end, IEnumerable<(int Start, int Length)> units)
    {
        foreach (var (at, length) in units)
        {
            if (HasWord(text.AsSpan(start, Math.Max(0, at - start))))
            {
                return true;
            }

            start = at + length;
        }

        return HasWord(text.AsSpan(start, end - start));
    }

    private static bool HasWord(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                return true;
            }
        }

        return false;
    }
}
