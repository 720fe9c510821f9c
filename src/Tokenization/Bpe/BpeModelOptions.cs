namespace TransformerService.Tokenization.Bpe;

/// <summary>How a <see cref="BpeModel"/> treats unknown characters and the ends of words.</summary>
internal sealed record BpeModelOptions
{
    /// <summary>The id of what the vocabulary lacks; null leaves it out.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Whether unknown symbols in a row are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether a symbol that the vocabulary lacks is the symbols of its bytes, where the vocabulary has all of those.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word that is in the vocabulary is taken whole.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>What a symbol that does not start a word begins with.</summary>
    public string ContinuingPrefix { get; init; } = "";

    /// <summary>What the last symbol of a word ends with.</summary>
    public string WordSuffix { get; init; } = "";
}
