namespace TransformerService.Models.Exports;

/// <summary>The <c>model_type</c>s that can be served, by task.</summary>
internal static class Architectures
{
    /// <summary>
    /// Encoder-decoders whose export takes ids and a mask and keeps keys and values, or the state of a recurrent decoder, per layer.
    /// </summary>
    public static readonly IReadOnlyList<string> Translation = ["marian", RecurrentDecoder.ModelType, "t5", "mt5"];

    /// <summary>Encoders with a head whose export takes ids, a mask and perhaps token types.</summary>
    public static readonly IReadOnlyList<string> Classification =
    [
        "bert",
        "distilbert",
        "roberta",
        "xlm-roberta",
        "camembert",
        "electra",
        "mobilebert",
        "squeezebert",
        "albert",
        "mpnet",
    ];

    /// <summary>
    /// Position tables of the RoBERTa family begin after the padding id, so that fewer positions are usable than the table has
    /// (514 − 2 = 512).
    /// </summary>
    public static bool PositionsFollowPadding(string modelType) => modelType is "roberta" or "xlm-roberta" or "camembert" or "mpnet";
}
