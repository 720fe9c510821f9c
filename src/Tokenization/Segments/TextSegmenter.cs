using TransformerService.Tokenization.Segments.Spans;
using TransformerService.Tokenization.Sentences;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// Divides a text into what a model translates and what is copied byte for byte. The parts cover the text exactly, in order.
/// </summary>
/// <remarks>
/// 1. Protected spans are found in the whole text (<see cref="SpanFinder"/>); no later step cuts one.
/// 2. Lines: every line break is structure, and so are fenced blocks of code (<see cref="FencedCode"/>) and what subtitles have beside their
/// text (<see cref="SubtitleLines"/>).
/// 3. Cells: tabs, <c>|</c> and control characters are structure.
/// 4. What a cell begins with, such as a bullet or heading sign, is structure (<see cref="LineStructure"/>).
/// 5. Sentences (<see cref="SentenceSplitter"/>, and <see cref="MissedBoundaries"/>).
/// 6. A sentence is cut at its spans. Invisible characters at the edges of a piece, and punctuation beside a span, are copied.
/// 7. A piece without a letter is copied, and a sentence without a word of two letters.
/// What a model reads of a piece is decided later (<see cref="ModelText"/>).
/// The work grows with the text's length, whatever is in it.
/// </remarks>
public sealed class TextSegmenter
{
    private readonly string _text;
    private readonly string? _language;
    private readonly TextWork _work;
    private readonly LanguageRules _rules;
    private readonly PartList _parts;
    private readonly bool _keepsStructure,
        _dottedNumbers;

    private TextSegmenter(string text, string? language, TextWork work, PartList parts, bool keepsStructure)
    {
        (_text, _language, _work, _parts, _keepsStructure) = (text, language, work, parts, keepsStructure);
        _rules = LanguageRules.For(language);
        _dottedNumbers =
            !_rules.DottedOrdinals || text.StartsWith("1.", StringComparison.Ordinal) || text.Contains("\n1.", StringComparison.Ordinal);
    }

    /// <summary>Divides a text, and leaves its sentences whole: one with spans has <see cref="TextPart.IsPiece"/>.</summary>
    /// <param name="text">Any text; lone surrogates are kept.</param>
    /// <param name="language">Its language's code, as for <see cref="SentenceSplitter"/>.</param>
    /// <param name="spans">Its protected spans, in order: those of <see cref="SpanFinder"/>, or others.</param>
    /// <param name="keepsStructure">Whether the steps 2 to 4 are taken; otherwise only lines are divided.</param>
    /// <param name="work">Counts the work.</param>
    /// <param name="found">Called for each part that is translated; it may throw.</param>
    public static IReadOnlyList<TextPart> Sentences(
        string text,
        string? language,
        IReadOnlyList<ProtectedSpan> spans,
        bool keepsStructure,
        TextWork work,
        Action? found = null
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentNullException.ThrowIfNull(work);

        return Divide(text, language, work, new PartList(text, spans, work, found, cuts: false), keepsStructure);
    }

    /// <summary>Divides a text.</summary>
    /// <param name="text">Any text; lone surrogates are kept.</param>
    /// <param name="language">Its language's code, as for <see cref="SentenceSplitter"/>.</param>
    /// <param name="work">Counts the work.</param>
    /// <param name="found">Called for each part that is translated; it may throw.</param>
    public static IReadOnlyList<TextPart> Split(string text, string? language, TextWork work, Action? found = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(work);

        return Divide(text, language, work, new PartList(text, SpanFinder.Find(text, work), work, found), keepsStructure: true);
    }

    /// <summary>Cuts a part that is translated at further spans, those that a model cannot read.</summary>
    /// <param name="text">The text that was divided.</param>
    /// <param name="words">The part.</param>
    /// <param name="spans">Spans inside it, in order.</param>
    /// <param name="work">Counts the work.</param>
    /// <param name="found">Called for each part that is translated; it may throw.</param>
    public static IReadOnlyList<TextPart> Cut(
        string text,
        TextPart words,
        IReadOnlyList<ProtectedSpan> spans,
        TextWork work,
        Action? found = null
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentNullException.ThrowIfNull(work);

        var parts = new PartList(text, spans, work, found) { Covered = words.Start };
        parts.AddPieces(words.Start, words.End, words);
        parts.Copy(words.End);
        return parts.Parts;
    }

    private static IReadOnlyList<TextPart> Divide(string text, string? language, TextWork work, PartList parts, bool keepsStructure)
    {
        new TextSegmenter(text, language, work, parts, keepsStructure).AddLines();
        parts.Copy(text.Length);
        return parts.Parts;
    }

    private void AddLines()
    {
        var (fences, subtitles) = (new FencedCode(_text, _work), new SubtitleLines(_text, _work));
        for (var start = 0; start < _text.Length; )
        {
            var length = _text.AsSpan(start).IndexOfAny(Punctuation.LineBreaks);
            var end = length < 0 ? _text.Length : start + length;
            _work.Pass(end - start);
            if (!_keepsStructure)
            {
                AddSentences(start, end);
            }
            else if (fences.EndOf(start, end) is > 0 and var fence)
            {
                end = fence;
            }
            else if (subtitles.EndOf(start, end) is >= 0 and var copied)
            {
                end = copied;
            }
            else
            {
                AddCells(start, end);
            }

            start = end + 1;
        }
    }

    private void AddCells(int start, int end)
    {
        for (var at = start; at <= end; at++)
        {
            _work.Step();
            if ((at < end && !(_text[at] == '|' || char.IsControl(_text[at]))) || _parts.IsInSpan(at))
            {
                continue;
            }

            AddSentences(SkipStructure(start, at), at);
            start = at + 1;
        }
    }

    private int SkipStructure(int start, int end)
    {
        start += LineStructure.Length(_text.AsSpan(start, end - start), _dottedNumbers, _rules, _work);
        return _parts.SpanAt(start) is not { } span || span.Start >= start ? start
            : span.Term is null ? Math.Min(end, span.End)
            : span.Start; // a term that begins as a marker does is a term
    }

    private void AddSentences(int start, int end)
    {
        if (!_parts.HasLetter(start, end))
        {
            return;
        }

        var cell = _text[start..end];
        var lineCase =
            char.IsLower(cell[Letters.IndexIn(cell)]) ? LineCase.SmallStart
            : UpperCase.Is(cell, _work) ? LineCase.Capitals
            : LineCase.Usual;
        var sentence = -1;
        foreach (var segment in SentenceSplitter.Split(cell, _language, _work))
        {
            if (!segment.IsSentence)
            {
                continue;
            }

            sentence = sentence < 0 ? start + segment.Start : sentence;
            var sentenceEnd = start + segment.End;
            if (_parts.CutsSpan(sentenceEnd))
            {
                continue;
            }

            var line = _text.AsSpan(sentence, sentenceEnd - sentence);
            var (from, done) = (0, 0);
            while (MissedBoundaries.Next(line, from, lineCase, _parts, sentence, _rules, _work) is > 0 and var cut)
            {
                from = cut;
                if (!_parts.CutsSpan(sentence + cut))
                {
                    _parts.AddSentence(sentence + done, sentence + cut, _rules.CapitalPronoun);
                    done = cut;
                }
            }

            _parts.AddSentence(sentence + done, sentenceEnd, _rules.CapitalPronoun);
            sentence = -1;
        }

        if (sentence >= 0)
        {
            _parts.AddSentence(sentence, end, _rules.CapitalPronoun);
        }
    }
}
