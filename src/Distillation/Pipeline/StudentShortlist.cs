using TransformerService.Distillation.Alignment;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Recipes;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Tokenization;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Makes a student's lexical shortlist from the pairs that it learned.</summary>
internal static class StudentShortlist
{
    /// <summary>Returns the shortlist that a recipe asks for; <see langword="null"/> if it asks for none.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">The vocabulary, and the pairs to measure on.</param>
    /// <param name="learned">The pairs to align.</param>
    /// <param name="log">Receives what it covers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static LexicalShortlist? Of(
        TranslationRecipe recipe,
        TranslationData data,
        IReadOnlyList<TextPair> learned,
        TextWriter log,
        CancellationToken cancellationToken
    )
    {
        if (recipe.Shortlist is not { } options)
        {
            return null;
        }

        var builder = new ShortlistBuilder(options, log);
        var shortlist = builder.Build(
            data.Tokenizer.LargestVocabularyId + 1,
            AlwaysNeeded(data.Tokenizer),
            data.Pieces(EvenSample.Of(learned, options.Pairs), recipe.MaxTokens),
            cancellationToken
        );
        builder.Report(shortlist, data.Pieces(data.Validation, recipe.MaxTokens));
        return shortlist;
    }

    /// <summary>
    /// Adds the translations of new pairs to the shortlist of a student that is trained further: its own was made from far more pairs.
    /// </summary>
    /// <param name="earlier">The student's shortlist.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">The vocabulary, and the pairs to measure on.</param>
    /// <param name="learned">The new pairs to align.</param>
    /// <param name="log">Receives what it covers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static LexicalShortlist Extended(
        LexicalShortlist earlier,
        TranslationRecipe recipe,
        TranslationData data,
        IReadOnlyList<TextPair> learned,
        TextWriter log,
        CancellationToken cancellationToken
    )
    {
        var added = Of(recipe with { Shortlist = recipe.Shortlist ?? new() }, data, learned, log, cancellationToken) ?? earlier;
        return LexicalShortlist.Of(
            Numbers(earlier.Always).Concat(Numbers(added.Always)),
            [
                .. Enumerable
                    .Range(0, earlier.Vocabulary)
                    .Select(piece => (int[])[.. Numbers(earlier.CandidatesOf(piece)), .. Numbers(added.CandidatesOf(piece))]),
            ]
        );

        static int[] Numbers(ReadOnlySpan<ushort> pieces) => Array.ConvertAll(pieces.ToArray(), piece => (int)piece);
    }

    /// <summary>The end, the unknown piece, and the pieces of bytes: with them any text can be written.</summary>
    private static IEnumerable<int> AlwaysNeeded(TextTokenizer tokenizer) =>
        tokenizer
            .Tokens.Where(token =>
                token.Text is SentencePieceModel.Eos or SentencePieceModel.Unknown || BytePieces.Value(token.Text) is not null
            )
            .Select(token => token.Id);
}
