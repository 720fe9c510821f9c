using TransformerService.Api.Contracts;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>Translates between the bodies of Text Embeddings Inference and the pipeline's records.</summary>
internal static class TeiWire
{
    private const string Left = "left",
        Right = "right";

    /// <summary>A request for vectors that are scaled to length 1 unless the body says otherwise.</summary>
    public static EmbeddingRequest ToRequest(TeiEmbedBody body, IReadOnlyList<string> texts, CatalogModel? model) =>
        new(texts)
        {
            Model = model?.Name,
            PromptName = body.PromptName,
            Dimensions = body.Dimensions,
            Normalize = body.Normalize ?? true,
        };

    /// <summary>A request for all labels of texts, or of pairs.</summary>
    public static ClassificationRequest ToRequest(
        IReadOnlyList<TeiSequence> sequences,
        bool arePairs,
        bool? rawScores,
        CatalogModel? model
    ) =>
        new([.. sequences.Select(sequence => sequence.First)])
        {
            Model = model?.Name,
            TextPairs = arePairs ? [.. sequences.Select(sequence => sequence.Second ?? "")] : null,
            TopK = int.MaxValue,
            Scale = ScaleOf(model, rawScores),
        };

    public static RerankRequest ToRequest(TeiRerankBody body, string query, IReadOnlyList<string> texts, CatalogModel? model) =>
        new(query, texts) { Model = model?.Name, Scale = ScaleOf(model, body.RawScores) };

    public static TeiPrediction[] ToPredictions(ClassifiedText text) =>
        [.. text.Labels.Select(label => new TeiPrediction((float)WireValues.Finite(label.Score), label.Label))];

    public static TeiRank[] ToRanks(TeiRerankBody body, IReadOnlyList<string> texts, RerankAnswer answer) =>
        [
            .. answer.Results.Select(ranked => new TeiRank(
                ranked.Index,
                body.ReturnText == true ? texts[ranked.Index] : null,
                (float)WireValues.Finite(ranked.Score)
            )),
        ];

    /// <summary>Refuses a text that the model does not read as a whole, if the body does not let it be cut as it is here.</summary>
    /// <exception cref="InferenceException">A text was cut, or the direction is unknown.</exception>
    public static void RequireWhole(TeiBody? body, IEnumerable<ReadText> read)
    {
        var direction = body?.TruncationDirection ?? Right;
        var isLeft = direction.Equals(Left, StringComparison.OrdinalIgnoreCase);
        if (!isLeft && !direction.Equals(Right, StringComparison.OrdinalIgnoreCase))
        {
            throw InferenceException.Invalid("`truncation_direction` must be \"left\" or \"right\".");
        }

        if ((isLeft || body?.Truncate == false) && read.FirstOrDefault(text => text.Truncated) is { Truncated: true } cut)
        {
            throw InferenceException.Invalid(
                isLeft && body?.Truncate != false
                    ? $"A text has more than {cut.InputTokens} tokens, and is cut only where the model's tokenizer cuts it: leave out `truncation_direction`, or shorten the text."
                    : $"`inputs` must have at most {cut.InputTokens} tokens: shorten the text, or send `truncate` true."
            );
        }
    }

    /// <summary>
    /// Text Embeddings Inference applies a softmax to several logits, and a sigmoid to a single one, whatever the export says.
    /// <see langword="null"/> where the export says the same: shadow mode compares such answers.
    /// </summary>
    private static ScoreScale? ScaleOf(CatalogModel? model, bool? rawScores)
    {
        var head = model?.Default?.Head;
        return (rawScores, head?.ScoredBy, head?.Labels.Count) switch
        {
            (true, ScoreFunction.None, _) => null,
            (true, _, _) => ScoreScale.Logits,
            (_, ScoreFunction.Sigmoid, 1) or (_, ScoreFunction.Softmax, > 1) => null,
            _ => ScoreScale.Usual,
        };
    }
}
