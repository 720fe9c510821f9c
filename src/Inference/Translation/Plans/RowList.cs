using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;
using TransformerService.Tokenization.Segments.Spans;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>The parts of one sentence.</summary>
/// <param name="planner">Says what the model reads.</param>
/// <param name="sentence">The sentence's index.</param>
/// <param name="countRow">Called before each row but the first is made; it may throw.</param>
internal sealed class RowList(RowPlanner planner, int sentence, Action countRow)
{
    /// <summary>Near the limit of what it can read, a model is at its weakest: Bergamot's break their input earlier, too.</summary>
    private const int PiecesOfLimit = 4;

    private const int FewestTokens = 4;

    private readonly List<PlannedPart> _parts = [];
    private bool _isCounted = true;

    public IReadOnlyList<PlannedPart> Parts => _parts;

    public int Sentence => sentence;

    /// <summary>Whether the rows are decoded with no n-gram twice, because the row that they stand for ran away.</summary>
    public bool AreDecodedAgain { get; init; }

    public void AddRow(PlannedRow row) => _parts.Add(new PlannedPart(row.Source.AsMemory(), row));

    /// <summary>Adds a row; in pieces if it is longer than the model can read.</summary>
    public void Add(string words, TextPart part, string read, TokenizedText row, bool hasProtectedNumbers = false)
    {
        if (!row.Truncated)
        {
            AddRow(NewRow(words, part, row, hasProtectedNumbers));
            return;
        }

        var empty = planner.Encode("").UntruncatedLength;
        AddPieces(part with { IsPiece = true }, read, (planner.Model.MaxInputTokens - empty) / PiecesOfLimit, empty, hasProtectedNumbers);
        _parts.Add(new PlannedPart(planner.Restore(words[^1..], words).AsMemory(1), null));
    }

    /// <summary>Copies the spans, and translates what is around them.</summary>
    public void AddCut(string words, TextPart part, IReadOnlyList<ProtectedSpan> spans, bool hasProtectedNumbers)
    {
        var whole = part with { Start = 0, Length = words.Length };
        var terms = spans.Where(span => span.Term is not null).ToDictionary(span => span.Start, span => span.Term);
        foreach (var piece in TextSegmenter.Cut(words, whole, spans, planner.Work, CountAnother))
        {
            var text = piece.In(words).ToString();
            if (piece.Kind != TextPartKind.Words)
            {
                text = piece.Kind == TextPartKind.Span ? terms.GetValueOrDefault(piece.Start)?.Written ?? text : text;
                _parts.Add(new PlannedPart(text.AsMemory(), null));
                if (piece.Kind == TextPartKind.Span)
                {
                    planner.Tally.SpanTexts.Add(text);
                }

                continue;
            }

            var read = planner.Read(text, piece);
            planner.Model.Readable.Simplify(ref read, planner.Work);
            Add(text, piece, read, planner.Encode(read), hasProtectedNumbers);
        }
    }

    private void AddPieces(TextPart part, string read, int mostTokens, int empty, bool hasProtectedNumbers)
    {
        var done = 0;
        foreach (var piece in LongText.Cut(read, mostTokens, word => planner.Encode(word).UntruncatedLength - empty, planner.Work))
        {
            _parts.Add(new PlannedPart(read.AsMemory(done, piece.Start - done), null));
            done = piece.End;
            var words = piece.In(read).ToString();
            var row = planner.Encode(words);
            if (row.Truncated && mostTokens >= FewestTokens)
            {
                AddPieces(part, words, mostTokens / 2, empty, hasProtectedNumbers);
                part = part with { IsFirst = false };
                continue;
            }

            countRow();
            AddRow(NewRow(words, part, row, hasProtectedNumbers));
            part = part with { IsFirst = false };
        }

        _parts.Add(new PlannedPart(read.AsMemory(done), null));
    }

    private PlannedRow NewRow(string words, TextPart part, TokenizedText row, bool hasProtectedNumbers) =>
        new(words, part, row)
        {
            Planner = planner,
            Sentence = sentence,
            HasProtectedNumbers = hasProtectedNumbers,
            IsDecodedAgain = AreDecodedAgain,
        };

    /// <summary>The first row of a sentence is counted already.</summary>
    private void CountAnother()
    {
        if (!_isCounted)
        {
            countRow();
        }

        _isCounted = false;
    }
}
