namespace TransformerService.Inference.Markup;

/// <summary>
/// Divides a block where it is not one text: between inline elements that touch each other and hold whole words, and between links that
/// have no text between them, as in a menu.
/// </summary>
internal static class ElementRuns
{
    /// <summary>The shortest word that is taken for a whole one where it touches another.</summary>
    private const int WholeWord = 3;

    private const string OfSentences = ".,;:!?%…'\"’”»›)]}-–—/&";

    private const string Separators = "|/·•›»>→⟩—–-";

    /// <summary>Returns the parts of a block, by their items.</summary>
    /// <param name="source">The document.</param>
    /// <param name="items">Its items.</param>
    /// <param name="from">The first item of the block.</param>
    /// <param name="to">The first item after it.</param>
    public static IEnumerable<(int From, int To)> Divide(string source, IReadOnlyList<MarkupItem> items, int from, int to)
    {
        var cuts = Links(items, from, to);
        if (cuts.Count == 0)
        {
            cuts = Touching(items, from, to);
        }

        foreach (var cut in cuts)
        {
            yield return (from, cut);
            from = cut;
        }

        yield return (from, to);
    }

    /// <summary>Whether an item is an element of its own that has only signs, such as the mark of an anchor beside a heading.</summary>
    public static bool IsMark(IReadOnlyList<MarkupItem> items, int index)
    {
        var text = items[index].Text.AsSpan().Trim();
        if (
            items[index].Kind != MarkupKind.Text
            || text.IsEmpty
            || index == 0
            || index + 1 == items.Count
            || items[index - 1].Role != MarkupRole.Opens
            || items[index + 1].Role != MarkupRole.Closes
        )
        {
            return false;
        }

        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) || OfSentences.Contains(c, StringComparison.Ordinal) || c is '“' or '«' or '‘' or '(')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The places before and after each link of a block that has text in links alone, in two or more.</summary>
    private static List<int> Links(IReadOnlyList<MarkupItem> items, int from, int to)
    {
        var cuts = new List<int>();
        var (depth, count) = (0, 0);
        var hasText = false;
        for (var index = from; index < to; index++)
        {
            var item = items[index];
            if (item.Kind != MarkupKind.Tag)
            {
                var isSeparator = item.Text.All(c => char.IsWhiteSpace(c) || Separators.Contains(c, StringComparison.Ordinal));
                if (depth == 0 && (item.Kind == MarkupKind.Unit || !isSeparator))
                {
                    return [];
                }

                hasText |= depth > 0 && item.Text.Any(char.IsLetter);
            }
            else if (IsLink(item) && item.Role == MarkupRole.Opens)
            {
                if (depth++ == 0)
                {
                    cuts.Add(index);
                    hasText = false;
                }
            }
            else if (IsLink(item) && item.Role == MarkupRole.Closes && depth > 0 && --depth == 0)
            {
                cuts.Add(index + 1);
                count += hasText ? 1 : 0;
            }
        }

        return count > 1 && depth == 0 ? cuts : [];
    }

    /// <summary>The places where an element that ends touches one that begins, if whole words touch each other there.</summary>
    private static List<int> Touching(IReadOnlyList<MarkupItem> items, int from, int to)
    {
        var cuts = new List<int>();
        var (last, closed, opened) = (-1, -1, -1);
        for (var index = from; index < to; index++)
        {
            var item = items[index];
            if (item.Kind == MarkupKind.Tag)
            {
                closed = last >= 0 && item.Role == MarkupRole.Closes && opened < 0 ? index : closed;
                opened = closed >= 0 && item.Role == MarkupRole.Opens ? index : opened;
                continue;
            }

            if (item.Text.Length == 0)
            {
                continue;
            }

            if (closed >= 0 && opened >= 0 && (AreLinks(items, closed, opened) || AreWhole(items[last].Text, item.Text)))
            {
                cuts.Add(opened);
            }

            (last, closed, opened) = (index, -1, -1);
        }

        return cuts;
    }

    private static bool AreLinks(IReadOnlyList<MarkupItem> items, int closed, int opened) => IsLink(items[closed]) && IsLink(items[opened]);

    private static bool IsLink(MarkupItem tag) => tag.Name is "a" or "button" or "label";

    /// <summary>Whether texts that touch each other are whole words, and no sign belongs to the word beside it.</summary>
    private static bool AreWhole(string before, string after)
    {
        var (last, first) = (before[^1], after[0]);
        if (char.IsWhiteSpace(last) || char.IsWhiteSpace(first))
        {
            return false;
        }

        if (!char.IsLetterOrDigit(first))
        {
            return char.IsLetterOrDigit(last) && !OfSentences.Contains(first, StringComparison.Ordinal);
        }

        if (!char.IsLetterOrDigit(last))
        {
            return last is '.' or ':' or ';' or '!' or '?' or ')';
        }

        if (char.IsDigit(last) && char.IsDigit(first))
        {
            return false;
        }

        var (left, right) = (LettersAtEnd(before), LettersAtStart(after));
        var least = char.IsLower(last) && char.IsUpper(first) ? WholeWord - 1 : WholeWord;
        return (char.IsDigit(last) || left >= least) && (char.IsDigit(first) || right >= least);
    }

    private static int LettersAtStart(string text)
    {
        var length = 0;
        while (length < Math.Min(WholeWord, text.Length) && char.IsLetter(text[length]))
        {
            length++;
        }

        return length;
    }

    private static int LettersAtEnd(string text)
    {
        var length = 0;
        while (length < Math.Min(WholeWord, text.Length) && char.IsLetter(text[text.Length - 1 - length]))
        {
            length++;
        }

        return length;
    }
}
