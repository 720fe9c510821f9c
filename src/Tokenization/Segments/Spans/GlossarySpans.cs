using TransformerService.Models.Glossaries;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Finds the terms of a glossary in texts. A term is found where it stands as whole words (<see cref="Words"/>), as the glossary writes it
/// or in another form of its characters (<see cref="FoldedText"/>).
/// One that begins with a small letter is found with a capital there, too, as at the start of a sentence; and one of two words or a long one
/// also in capitals. Its translation is then written in the same way. Of terms that begin at the same place, the longest is found.
/// </summary>
public sealed class GlossarySpans
{
    private readonly (string Text, GlossaryTerm Term)[] _forms;

    /// <summary>Prepares to find the terms of a glossary.</summary>
    /// <param name="glossary">The glossary.</param>
    /// <param name="language">The language of the translations.</param>
    /// <param name="work">Counts the characters of its entries.</param>
    public GlossarySpans(Glossary glossary, string? language, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(glossary);
        ArgumentNullException.ThrowIfNull(work);

        Glossary = glossary;
        var forms = new Dictionary<string, GlossaryTerm>(StringComparer.Ordinal);
        foreach (var entry in glossary.Entries)
        {
            forms.TryAdd(Folded(entry.Source, work), new GlossaryTerm(entry, entry.Target));
        }

        foreach (var entry in glossary.Entries)
        {
            work.Step(entry.Source.Length + entry.Target.Length);
            if (char.IsLower(entry.Source[0]))
            {
                forms.TryAdd(Folded(RaiseFirst(entry.Source), work), new GlossaryTerm(entry, RaiseFirst(entry.Target)));
            }

            var capitals = UpperCase.Raise(entry.Source, null, work);
            if (UpperCase.Is(capitals, work))
            {
                forms.TryAdd(Folded(capitals, work), new GlossaryTerm(entry, UpperCase.Raise(entry.Target, language, work)));
            }
        }

        forms.Remove("");
        _forms = [.. forms.OrderBy(form => form.Key, StringComparer.Ordinal).Select(form => (form.Key, form.Value))];
    }

    /// <summary>The glossary.</summary>
    public Glossary Glossary { get; }

    /// <summary>Returns where terms stand, in order; they do not overlap.</summary>
    public IReadOnlyList<ProtectedSpan> Find(string text, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(work);

        var found = new List<ProtectedSpan>();
        if (_forms.Length == 0)
        {
            return found;
        }

        var folded = FoldedText.Of(text, work);
        text = folded.Text;
        for (var at = 0; at < text.Length; )
        {
            work.Step();
            if (Words.Starts(text, at) && Longest(text, at, work) is { } form)
            {
                found.Add(folded.Unfold(new ProtectedSpan(at, form.Text.Length)) with { Term = form.Term });
                at += form.Text.Length;
            }
            else
            {
                at++;
            }
        }

        return found;
    }

    /// <summary>
    /// Narrows the sorted forms character by character to those that the text continues with: the work grows with the longest of them, and
    /// hardly with their number.
    /// </summary>
    private (string Text, GlossaryTerm Term)? Longest(string text, int at, TextWork work)
    {
        (string Text, GlossaryTerm Term)? longest = null;
        int low = 0,
            high = _forms.Length;
        for (var depth = 0; low < high; depth++)
        {
            work.Step();
            if (_forms[low].Text.Length == depth)
            {
                longest = Words.IsWhole(text, at, at + depth) ? _forms[low] : longest;
                low++;
            }

            if (at + depth == text.Length)
            {
                break;
            }

            var next = text[at + depth];
            (low, high) = (FirstFrom(next, depth, low, high), FirstFrom(next + 1, depth, low, high));
        }

        return longest;
    }

    private int FirstFrom(int character, int depth, int low, int high)
    {
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _forms[middle].Text[depth] < character ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static string Folded(string text, TextWork work) => FoldedText.Of(text, work).Text;

    private static string RaiseFirst(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

/// <summary>A term of a glossary, as a text has it.</summary>
/// <param name="Entry">The glossary's entry.</param>
/// <param name="Written">Its translation, in the case that the text has the term in.</param>
public sealed record GlossaryTerm(GlossaryEntry Entry, string Written);

/// <summary>The boundaries of words. In Chinese, Japanese, Korean and Thai text every character may begin or end one.</summary>
public static class Words
{
    /// <summary>Whether a part of a text consists of whole words.</summary>
    public static bool IsWhole(string text, int start, int end) => Starts(text, start) && (end == text.Length || IsBoundary(text, end));

    /// <summary>Whether a word, or something other than a word, may begin at a place.</summary>
    public static bool Starts(string text, int at) => at == 0 || IsBoundary(text, at);

    private static bool IsBoundary(string text, int at) =>
        !char.IsLowSurrogate(text[at])
        && !Punctuation.IsMark(text[at])
        && (!IsOfWord(text[at - 1]) || !IsOfWord(text[at]) || IsWord(text[at - 1]) || IsWord(text[at]));

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || Punctuation.IsMark(c);

    private static bool IsWord(char c) => Punctuation.IsEastAsianLetter(c) || c is >= '\u0E00' and <= '\u0EFF';
}
