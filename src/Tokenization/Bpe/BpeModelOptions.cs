namespace TransformerService.Tokenization.Bpe;

/// <summary>How a <see cref="BpeModel"/> treats unknown characters and the ends of words.</summary>
internal sealed record BpeModelOptions
{
    /// <summary>The id of what the vocabulary lacks; null to leave it out.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Whether adjacent unknown symbols become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>
    /// Whether a symbol that the vocabulary lacks is replaced by the symbols of its bytes, if the vocabulary has all of those.
    /// </summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word that is in the vocabulary becomes one token without merging.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Prefix of a symbol that does not start a word.</summary>
    public string ContinuingPrefix { get; init; } = "";

    /// <summary>Suffix of the last symbol of a word.</summary>
    public string WordSuffix { get; init; } = "";
}
