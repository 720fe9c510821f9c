using System.Globalization;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Translation;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Scoring;

/// <summary>A source and its target, ready to run.</summary>
/// <param name="Source">The source as the model reads it.</param>
/// <param name="Pieces">The target's tokens.</param>
/// <param name="Row">The row that runs; it gets the probabilities.</param>
internal sealed record ScoredPair(TokenizedText Source, TextPiece[] Pieces, TranslationRow Row)
{
    /// <exception cref="InferenceException">The target has no tokens, or more than the model writes.</exception>
    public static ScoredPair Of(TranslationModel model, string source, string target, TextWork work)
    {
        var read = model.Encode(source, work);
        return Of(model, read, ReadTarget(model, target, work));
    }

    /// <summary>The tokens of a target, checked.</summary>
    /// <exception cref="InferenceException">The target has no tokens, or more than the model writes.</exception>
    public static TextPiece[] ReadTarget(TranslationModel model, string target, TextWork work)
    {
        var pieces = model.PiecesOf(target, work);
        Check(pieces.Length, model.MaxNewTokens);
        return pieces;
    }

    /// <summary>A source and the tokens of its target.</summary>
    public static ScoredPair Of(TranslationModel model, TokenizedText read, TextPiece[] pieces)
    {
        int[] ids = [.. pieces.Select(piece => piece.Id)];
        var settings = model.Generation with
        {
            NumBeams = 1,
            NumReturnSequences = 1,
            MaxLength = ids.Length + 1,
            MinLength = 0,
            MinNewTokens = ids.Length,
        };
        return new ScoredPair(read, pieces, model.Row(read.Ids, settings, usesShortlist: false) with { Target = new TargetSequence(ids) });
    }

    /// <summary>The answer, after the row has run.</summary>
    public ScoredTarget Scored()
    {
        var probabilities = Row.Target?.LogProbabilities ?? [];
        return new ScoredTarget(
            [.. Pieces.Zip(probabilities, (piece, probability) => new ScoredPiece(piece, probability))],
            probabilities.Sum(),
            Source.Ids.Length,
            Source.Truncated
        );
    }

    private static void Check(int tokens, int most)
    {
        if (tokens == 0)
        {
            throw new InferenceException(InferenceError.InvalidInput, "A 'target' has no tokens; send the translation to score.");
        }

        if (tokens > most)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A 'target' has {tokens} tokens; this model writes at most {most}. Score it sentence by sentence."
                )
            );
        }
    }
}
