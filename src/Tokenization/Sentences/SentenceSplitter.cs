using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Sentences;

/// <summary>
/// Splits a text into sentences and the white space between them, by rules. A line break always ends a sentence; within a line
/// <see cref="SentenceScanner"/> decides. In doubt the rules do not split: a model copes better with two
/// sentences in a row than with half a sentence.
/// </summary>
public static class SentenceSplitter
{
    /// <summary>
    /// Splits <paramref name="text"/> into segments that cover it exactly, in order and without overlap. A sentence neither begins
    /// nor ends with white space and contains no line break. Splitting a sentence again returns the sentence itself. The time is linear in
    /// the
    /// length of the text.
    /// </summary>
    /// <param name="text">Any text; lone surrogates are kept.</param>
    /// <param name="language">
    /// The text's language as a code, e.g. <c>fr</c>, <c>pt-BR</c> or <c>deu_Latn</c>; <see langword="null"/> means English.
    /// A language without words of its own uses the abbreviations that many languages share.
    /// </param>
    /// <returns>Sentences and gaps; no sentences for a text of white space.</returns>
    public static IReadOnlyList<TextSegment> Split(string text, string? language) =>
        Split(text, language, new TextWork(CancellationToken.None));

    /// <summary>
    /// <see cref="Split(string, string?)"/>, stopped inside the text when the token of <paramref name="work"/> is cancelled or when
    /// <paramref name="found"/>, which is called for each sentence, throws.
    /// </summary>
    public static IReadOnlyList<TextSegment> Split(string text, string? language, TextWork work, Action? found = null)
    {
        ArgumentNullException.ThrowIfNull(text);

        var rules = LanguageRules.For(language);
        var segments = new List<TextSegment>();
        var lineStart = 0;
        while (lineStart < text.Length)
        {
            var length = text.AsSpan(lineStart).IndexOfAny(Punctuation.LineBreaks);
            var lineEnd = length < 0 ? text.Length : lineStart + length;
            work.Step();
            AddLine(segments, text, lineStart, lineEnd, rules, work, found);
            lineStart = lineEnd + 1;
        }

        AddGap(segments, text.Length);
        return segments;
    }

    private static void AddLine(
        List<TextSegment> segments,
        string text,
        int start,
        int end,
        LanguageRules rules,
        TextWork work,
        Action? found
    )
    {
        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            work.Step();
            end--;
        }

        var scanner = new SentenceScanner(text.AsSpan(0, end), rules, work);
        var sentence = scanner.SkipWhiteSpace(start);
        while (sentence < end)
        {
            var sentenceEnd = scanner.FindEnd(sentence);
            found?.Invoke();
            AddGap(segments, sentence);
            segments.Add(new TextSegment(sentence, sentenceEnd - sentence, IsSentence: true));
            sentence = scanner.SkipWhiteSpace(sentenceEnd);
        }
    }

    private static void AddGap(List<TextSegment> segments, int end)
    {
        var start = segments.Count == 0 ? 0 : segments[^1].End;
        if (start < end)
        {
            segments.Add(new TextSegment(start, end - start, IsSentence: false));
        }
    }
}

/// <summary>A part of a text: a sentence to translate, or the white space between sentences, to be copied unchanged.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is, in UTF-16 code units; never 0.</param>
/// <param name="IsSentence">Whether it is a sentence; otherwise it is white space and line breaks only.</param>
public readonly record struct TextSegment(int Start, int Length, bool IsSentence)
{
    /// <summary>The first offset after it.</summary>
    public int End => Start + Length;

    /// <summary>The segment's part of <paramref name="text"/>, the text that was split.</summary>
    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);
}
