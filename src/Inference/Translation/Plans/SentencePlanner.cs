using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>Plans a text that is split into sentences; a text without any has nothing to translate.</summary>
/// <param name="model">The model.</param>
/// <param name="language">The text's language.</param>
/// <param name="countRow">Called before a row is made; it throws when there are too many.</param>
/// <param name="work">Counts the work.</param>
internal sealed class SentencePlanner(TranslationModel model, string? language, Action countRow, TextWork work)
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Bergamot's models break their input at half of what they can read, too: near the limit a model is at its weakest.</summary>
    private const int PiecesOfLimit = 2;

    private const int FewestTokens = 4;

    private readonly List<PlannedPart> _parts = [];
    private readonly List<TokenizedText> _rows = [];
    private readonly HashSet<string> _spans = new(StringComparer.Ordinal);
    private string? _code;

    /// <summary>
    /// Plans a text. A language code at its start is added to each sentence, up to one that has its own code.
    /// </summary>
    public TranslationPlan Plan(string text)
    {
        text = text.StartsWith(ByteOrderMark) ? text[1..] : text;
        var start = text.TrimStart();
        _code = model.Tokenizer.LanguageCode(start);
        var rest = _code is null ? text : text[..^start.Length] + start[_code.Length..].TrimStart();
        foreach (var part in TextSegmenter.Split(rest, language, work, countRow))
        {
            if (part.Kind == TextPartKind.Words)
            {
                AddWords(rest, part);
            }
            else
            {
                Copy(rest, part);
            }
        }

        return new TranslationPlan(_parts, _rows, _spans);
    }

    private void Copy(string text, TextPart part)
    {
        _parts.Add(new PlannedPart(text.AsMemory(part.Start, part.Length), null));
        if (part.Kind == TextPartKind.Span)
        {
            _spans.Add(part.In(text).ToString());
        }
    }

    private void AddWords(string text, TextPart part)
    {
        work.Look();
        if (part.IsFirst && model.Tokenizer.LanguageCode(part.In(text).ToString()) is { } code)
        {
            _code = code;
            var length = part.Length - code.Length;
            part = part with { Start = part.End - length, Length = length };
            if (length == 0)
            {
                return;
            }
        }

        var readable = model.Readable;
        var words = part.In(text).ToString();
        if (readable.SpecialTokens(words, work) is { Count: > 0 } special)
        {
            Cut(text, part, special);
            return;
        }

        var read = ModelText.Read(words, part, language, work);
        TokenizedText row;
        if (IsRead() || (readable.Simplify(ref read, work) && IsRead()))
        {
            AddRow(words, part, read, row);
        }
        else if (readable.Unreadable(words, work) is { Count: > 0 } unreadable)
        {
            Cut(text, part, unreadable);
        }
        else
        {
            AddRow(words, part, read, row);
        }

        // What is beyond the limit is not among the tokens.
        bool IsRead()
        {
            row = Encode(read);
            return !row.Truncated && readable.IsRead(row);
        }
    }

    /// <summary>Copies what the model cannot read, and translates what is around it.</summary>
    private void Cut(string text, TextPart part, IReadOnlyList<ProtectedSpan> spans)
    {
        // The first row is counted already.
        var isCounted = true;
        var inText = spans.Select(span => span with { Start = part.Start + span.Start }).ToList();
        foreach (var piece in TextSegmenter.Cut(text, part, inText, work, CountAnother))
        {
            if (piece.Kind != TextPartKind.Words)
            {
                Copy(text, piece);
                continue;
            }

            var words = piece.In(text).ToString();
            var read = ModelText.Read(words, piece, language, work);
            if (model.Readable.Unreadable(words, work) is { Count: > 0 } more)
            {
                Cut(text, piece, more);
                continue;
            }

            model.Readable.Simplify(ref read, work);
            AddRow(words, piece, read, Encode(read));
        }

        void CountAnother()
        {
            if (!isCounted)
            {
                countRow();
            }

            isCounted = false;
        }
    }

    private void AddRow(string words, TextPart part, string read, TokenizedText row)
    {
        if (!row.Truncated)
        {
            _parts.Add(new PlannedPart(words.AsMemory(), part));
            _rows.Add(row);
            return;
        }

        var empty = Encode("").UntruncatedLength;
        AddPieces(part with { IsPiece = true }, read, (model.MaxInputTokens - empty) / PiecesOfLimit, empty);
    }

    private void AddPieces(TextPart part, string read, int mostTokens, int empty)
    {
        var done = 0;
        foreach (var piece in LongText.Cut(read, mostTokens, word => Encode(word).UntruncatedLength - empty, work))
        {
            _parts.Add(new PlannedPart(read.AsMemory(done, piece.Start - done), null));
            done = piece.End;
            var words = piece.In(read).ToString();
            var row = Encode(words);
            if (row.Truncated && mostTokens >= FewestTokens)
            {
                AddPieces(part, words, mostTokens / 2, empty);
                continue;
            }

            countRow();
            _parts.Add(new PlannedPart(words.AsMemory(), part));
            _rows.Add(row);
        }

        _parts.Add(new PlannedPart(read.AsMemory(done), null));
    }

    private TokenizedText Encode(string text) => _code is null ? model.Encode(text, work) : model.Encode(text, _code, work);
}
