using TransformerService.Inference.Markup;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>A sentence and its translation, whose words are aligned.</summary>
/// <param name="Row">The row that aligns them.</param>
/// <param name="Target">The translation's tokens; the row sets their attention.</param>
/// <param name="Sources">The last character of each token of the source in the plan's text; −1 for one that is not of the text.</param>
/// <param name="Places">Where each token of the translation stands in the plan's translation.</param>
internal sealed record AlignedSentence(TranslationRow Row, AlignedTarget Target, int[] Sources, (int Start, int End)[] Places)
{
    private const long BytesOfToken = 24,
        BytesOfSentence = 512;

    /// <summary>Reads a sentence; <see langword="null"/> if the model cannot read it, or its translation, at once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="work">Counts the work.</param>
    public static AlignedSentence? Of(TranslationModel model, TranslatedSentence sentence, TextWork work)
    {
        work.Look();
        var (read, source) = PieceReader.Read(model, sentence.Source, specialTokens: true, work);
        var target = model.PiecesOf(sentence.Target, work);
        work.Step(sentence.Source.Length + sentence.Target.Length);
        if (read.Truncated || target.Length == 0 || target.Length > model.MaxNewTokens)
        {
            return null;
        }

        var aligned = new AlignedTarget([.. target.Select(piece => piece.Id)]);
        var row = model.Alignment(read.Ids, aligned);
        var (sources, places) = (UnicodeText.Offsets(sentence.Source), UnicodeText.Offsets(sentence.Target));
        return new AlignedSentence(
            row,
            aligned,
            [.. source.Pieces.Select(piece => LastOf(piece, sources) is { } last ? sentence.SourceStart + last : -1)],
            [
                .. target.Select(piece =>
                    piece is { Start: { } start, End: { } end }
                        ? (sentence.TargetStart + places[start], sentence.TargetStart + places[end])
                        : default
                ),
            ]
        );
    }

    /// <summary>The memory that it takes until the tags are placed.</summary>
    public long Bytes =>
        BytesOfSentence + (BytesOfToken * (Sources.Length + (long)Places.Length)) + (sizeof(float) * (long)Sources.Length * Places.Length);

    /// <summary>What the translation's tokens attend to.</summary>
    public IEnumerable<AttendingToken> Tokens()
    {
        for (var token = 0; token < Places.Length; token++)
        {
            if (Places[token] is var (start, end) && end > start)
            {
                yield return new(start, end, Sources, Target.Of(token));
            }
        }
    }

    /// <summary>The last character of a token; a lone space mark belongs to the word behind it.</summary>
    private static int? LastOf(TextPiece piece, int[] offsets) =>
        piece is not { Start: { } start, End: { } end } ? null
        : end > start ? offsets[end] - 1
        : offsets[start];
}

/// <summary>A sentence of a plan, with its translation.</summary>
/// <param name="Source">The sentence.</param>
/// <param name="SourceStart">Where it begins in the plan's text.</param>
/// <param name="Target">Its translation.</param>
/// <param name="TargetStart">Where that begins in the plan's translation.</param>
internal sealed record TranslatedSentence(string Source, int SourceStart, string Target, int TargetStart);
