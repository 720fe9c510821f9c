using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TransformerService.Distillation.Alignment;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Recipes;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Makes a student's lexical shortlist from the pairs that it learned.</summary>
internal static partial class StudentShortlist
{
    /// <summary>Returns the shortlist that a recipe asks for; <see langword="null"/> if it asks for none.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="tokenizerFolder">The tokenizer's files.</param>
    /// <param name="data">The vocabulary, and the pairs to measure on.</param>
    /// <param name="learned">The pairs to align.</param>
    /// <param name="log">Receives what it covers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static LexicalShortlist? Of(
        TranslationRecipe recipe,
        string tokenizerFolder,
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
            AlwaysNeeded(tokenizerFolder),
            Pieces(EvenSample.Of(learned, options.Pairs)),
            cancellationToken
        );
        builder.Report(shortlist, Pieces(data.Validation));
        return shortlist;

        (int[] Source, int[] Target)[] Pieces(IEnumerable<TextPair> pairs) =>
            [.. data.Encode(pairs, recipe.MaxTokens).Select(pair => (pair.Source, pair.Target))];
    }

    /// <summary>The end, the unknown piece, and the pieces of bytes: with them any text can be written.</summary>
    private static IEnumerable<int> AlwaysNeeded(string tokenizerFolder)
    {
        var vocabulary = JsonNode.Parse(File.ReadAllText(Path.Combine(tokenizerFolder, "vocab.json")))!.AsObject(); // the trainer wrote an object
        return vocabulary
            .Where(piece => piece.Key is SentencePieceModel.Eos or SentencePieceModel.Unknown || BytePiece().IsMatch(piece.Key))
            .Select(piece => piece.Value!.GetValue<int>()); // of numbers
    }

    [GeneratedRegex("^<0x[0-9A-F]{2}>$")]
    private static partial Regex BytePiece();
}
