using System.Text;
using TransformerService.Tokenization.Segments.Spans;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments;

/// <summary>The parts of a text, added in order: sentences are cut at their spans, and what is between them is copied.</summary>
/// <param name="text">The text.</param>
/// <param name="spans">Its protected spans, in order.</param>
/// <param name="work">Counts the work.</param>
/// <param name="found">Called for each part that is translated; it may throw.</param>
/// <param name="cuts">Whether sentences are cut at their spans.</param>
internal sealed class PartList(string text, IReadOnlyList<ProtectedSpan> spans, TextWork work, Action? found, bool cuts = true)
{
    private readonly List<TextPart> _parts = [];
    private int _span;

    /// <summary>The parts so far.</summary>
    public IReadOnlyList<TextPart> Parts => _parts;

    /// <summary>Up to where the text is in the parts.</summary>
    public int Covered { get; set; }

    /// <summary>Copies the text up to an offset.</summary>
    public void Copy(int end)
    {
        if (Covered < end)
        {
            _parts.Add(new TextPart(Covered, end - Covered, TextPartKind.Copied));
            Covered = end;
        }
    }

    /// <summary>Adds a sentence, unless it has no words but single letters, as <c>N/A</c> or <c>5 m</c>.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="pronoun">The language's word of one capital, as <c>I</c>; empty if it has none.</param>
    public void AddSentence(int start, int end, string pronoun)
    {
        (start, end) = EnclosingSigns.Inside(text, start, end, at => !IsInSpan(at), work);
        SkipSpans(start);
        var isPiece = _span < spans.Count && spans[_span].Start < end;
        var words = isPiece ? WithoutSpans(start, end) : text.AsSpan(start, end - start);
        if (!isPiece && !Letters.HaveWord(words, pronoun, work))
        {
            return;
        }

        var sentence = new TextPart(start, end - start, TextPartKind.Words)
        {
            IsFirst = true,
            IsPiece = isPiece,
            IsUpperCase = UpperCase.Is(words, work),
            GoesOn = QuotedSpeech.GoesOn(text, start),
        };
        if (cuts || !isPiece || Letters.IndexIn(words) < 0)
        {
            AddPieces(start, end, sentence);
        }
        else
        {
            AddWhole(start, end, sentence);
        }
    }

    /// <summary>Adds the pieces between the spans of a sentence.</summary>
    public void AddPieces(int start, int end, TextPart sentence)
    {
        var afterSpan = false;
        for (SkipSpans(start); _span < spans.Count && spans[_span].Start < end; _span++)
        {
            var span = spans[_span];
            sentence = AddPiece(start, span.Start, afterSpan, true, sentence with { IsPiece = true });
            Copy(span.Start);
            _parts.Add(new TextPart(span.Start, span.Length, TextPartKind.Span));
            (Covered, start, afterSpan) = (span.End, span.End, true);
        }

        AddPiece(start, end, afterSpan, false, sentence);
    }

    /// <summary>Whether a character belongs to a span.</summary>
    public bool IsInSpan(int at) => SpanAt(at) is { } span && span.Start <= at;

    /// <summary>Whether a span begins at an offset.</summary>
    public bool StartsSpan(int at) => SpanAt(at) is { } span && span.Start == at;

    /// <summary>Whether a cut at an offset would divide a span.</summary>
    public bool CutsSpan(int at) => SpanAt(at) is { } span && span.Start < at;

    /// <summary>The first span that ends after an offset.</summary>
    public ProtectedSpan? SpanAt(int at)
    {
        int low = 0,
            high = spans.Count;
        while (low < high)
        {
            work.Step();
            var middle = (low + high) / 2;
            (low, high) = spans[middle].End <= at ? (middle + 1, high) : (low, middle);
        }

        return low < spans.Count ? spans[low] : null;
    }

    /// <summary>Whether a part of the text has a letter.</summary>
    public bool HasLetter(int start, int end)
    {
        work.Pass(end - start);
        return end > start && Letters.IndexIn(text.AsSpan(start, end - start)) >= 0;
    }

    /// <summary>Adds a sentence with the spans inside it.</summary>
    private void AddWhole(int start, int end, TextPart sentence)
    {
        while (start < spans[_span].Start && IsEdge(text[start], false))
        {
            work.Step();
            start++;
        }

        while (_span < spans.Count && spans[_span].Start < end)
        {
            work.Step();
            _span++;
        }

        while (end > spans[_span - 1].End && IsEdge(text[end - 1], false))
        {
            work.Step();
            end--;
        }

        found?.Invoke();
        Copy(start);
        _parts.Add(sentence with { Start = start, Length = end - start });
        Covered = end;
    }

    /// <summary>Adds what stands between two spans, without the punctuation beside them; returns what holds for the next piece.</summary>
    private TextPart AddPiece(int start, int end, bool afterSpan, bool beforeSpan, TextPart sentence)
    {
        // "{name}'s dog"
        start += afterSpan && IsLoneLetter(text.AsSpan(start, end - start)) ? 2 : 0;
        while (start < end && IsEdge(text[start], afterSpan))
        {
            work.Step();
            start++;
        }

        while (start < end && (IsEdge(text[end - 1], false) || (beforeSpan && JoinsNext(text[end - 1]))))
        {
            work.Step();
            end--;
        }

        if (!HasLetter(start, end))
        {
            return sentence;
        }

        found?.Invoke();
        Copy(start);
        _parts.Add(sentence with { Start = start, Length = end - start });
        Covered = end;
        return sentence with { IsFirst = false };
    }

    private static bool IsLoneLetter(ReadOnlySpan<char> text) =>
        text.Length > 1
        && Punctuation.IsApostrophe(text[0])
        && char.IsLetter(text[1])
        && (text.Length == 2 || !char.IsLetterOrDigit(text[2]));

    private static bool IsEdge(char c, bool afterSpan) =>
        char.IsWhiteSpace(c)
        || InvisibleCharacters.Contains(c)
        || (afterSpan && !char.IsLetterOrDigit(c) && !char.IsSurrogate(c) && !Punctuation.IsMark(c));

    private static bool JoinsNext(char c) =>
        (Punctuation.Openers.Contains(c) && !Punctuation.ClosesBracket(c))
        || c is ',' or ';' or ':' or '/' or '=' or '#' or '@' or '+' or '&';

    private string WithoutSpans(int start, int end)
    {
        var words = new StringBuilder(end - start);
        for (var span = _span; span < spans.Count && spans[span].Start < end; span++)
        {
            words.Append(text, start, spans[span].Start - start).Append(' ');
            start = spans[span].End;
        }

        return words.Append(text, start, Math.Max(0, end - start)).ToString();
    }

    /// <summary>Passes the spans that end at or before an offset.</summary>
    private void SkipSpans(int at)
    {
        while (_span < spans.Count && spans[_span].End <= at)
        {
            work.Step();
            _span++;
        }
    }
}
