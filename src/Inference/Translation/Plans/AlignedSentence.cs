using TransformerService.Inference.Decoding;
using TransformerService.Inference.Markup;
using TransformerService.Inference.Pieces;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>A sentence and its translation, whose words are aligned.</summary>
/// <param name="Row">The row that aligns them.</param>
/// <param name="Target">The translation's tokens; the row sets their attention.</param>
/// <param name="Sources">The last character of each token of the source in the plan's text; −1 for one that is not of the text.</param>
/// <param name="Places">Where each token of the translation stands in the plan's translation.</param>
internal sealed record AlignedSentence(TranslationRow Row, AlignedTarget Target, int[] Sources, (int Start, int End)[] Places)
{
    /// <summary>Reads a sentence; <see langword="null"/> if the model cannot read it, or its translation, at once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sentence">The sentence.</param>
    /// <param name="work">Counts the work.</param>
    public static AlignedSentence? Of(TranslationModel model, TranslatedSentence sentence, TextWork work)
    {
        work.Look();
        var (read, source) = PieceReader.Read(model, sentence.Source, specialTokens: true, work);
        var target = PieceReader.ReadTarget(model, sentence.Target, work).Pieces;
        if (read.Truncated || target.Length == 0 || target.Length > model.MaxNewTokens)
        {
            return null;
        }

        var aligned = new AlignedTarget([.. target.Select(piece => piece.Id)]);
        var row = model.Alignment(read.Ids, aligned);
        return !model.Fits(row)
            ? null
            : new AlignedSentence(
                row,
                aligned,
                [.. PlacesOf(sentence.Source, source.Pieces).Select(place => place.End == 0 ? -1 : sentence.SourceStart + place.End - 1)],
                [
                    .. PlacesOf(sentence.Target, target)
                        .Select(place => (sentence.TargetStart + place.Start, sentence.TargetStart + place.End)),
                ]
            );
    }

    /// <summary>The memory of its attention.</summary>
    public long Bytes => sizeof(float) * (long)Sources.Length * Places.Length;

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

    /// <summary>The places of tokens in UTF-16; empty for one that is not of the text.</summary>
    private static IEnumerable<(int Start, int End)> PlacesOf(string text, IReadOnlyList<TextPiece> pieces)
    {
        var (index, at) = (0, 0);
        foreach (var piece in pieces)
        {
            yield return piece is { Start: { } start, End: { } end } ? (At(start), At(end)) : (0, 0);
        }

        // The places of tokens hardly ever go back.
        int At(int point)
        {
            if (point < index)
            {
                (index, at) = (0, 0);
            }

            for (; index < point; index++)
            {
                at += char.IsSurrogatePair(text, at) ? 2 : 1;
            }

            return at;
        }
    }
}

/// <summary>A sentence of a plan, with its translation.</summary>
/// <param name="Source">The sentence.</param>
/// <param name="SourceStart">Where it begins in the plan's text.</param>
/// <param name="Target">Its translation.</param>
/// <param name="TargetStart">Where that begins in the plan's translation.</param>
internal sealed record TranslatedSentence(string Source, int SourceStart, string Target, int TargetStart);
