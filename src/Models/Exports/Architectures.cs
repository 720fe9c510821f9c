namespace TransformerService.Models.Exports;

/// <summary>
/// What a <c>model_type</c> decides. Whether an encoder can be served, its graph decides by its inputs and outputs; a model type says only
/// what a graph does not show.
/// </summary>
internal static class Architectures
{
    /// <summary>
    /// Encoder-decoders whose export takes ids and a mask and keeps keys and values, or the state of a recurrent decoder, per layer.
    /// </summary>
    public static readonly IReadOnlyList<string> Translation = ["marian", RecurrentDecoder.ModelType, "t5", "mt5"];

    private static readonly string[] FollowPadding =
    [
        "roberta",
        "xlm-roberta",
        "camembert",
        "mpnet",
        "data2vec-text",
        "ibert",
        "longformer",
        "roberta-prelayernorm",
        "xlm-roberta-xl",
        "xmod",
    ];

    /// <summary>
    /// Position tables of the RoBERTa family begin after the padding id, so that fewer positions are usable than the table has
    /// (514 − 2 = 512).
    /// </summary>
    public static bool PositionsFollowPadding(string modelType) => FollowPadding.Contains(modelType);
}
