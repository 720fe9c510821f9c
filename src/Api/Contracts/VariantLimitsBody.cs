namespace TransformerService.Api.Contracts;

/// <summary>What one call to a variant may ask for.</summary>
public sealed record VariantLimitsBody
{
    /// <summary>Tokens read of one sentence or text, special tokens included; what is over is cut.</summary>
    /// <example>256</example>
    public required int MaxInputTokens { get; init; }

    /// <summary>The largest maxNewTokens; left out for a classifier.</summary>
    /// <example>255</example>
    public int? MaxNewTokens { get; init; }

    /// <summary>maxNewTokens of calls that do not say; left out for a classifier.</summary>
    /// <example>255</example>
    public int? DefaultNewTokens { get; init; }

    /// <summary>The largest beamSize; left out for a classifier.</summary>
    /// <example>8</example>
    public int? MaxBeamSize { get; init; }

    /// <summary>beamSize of calls that do not say; left out for a classifier.</summary>
    /// <example>4</example>
    public int? DefaultBeamSize { get; init; }

    /// <summary>Texts in one request.</summary>
    /// <example>1000</example>
    public required int MaxTexts { get; init; }

    /// <summary>Characters (UTF-16 units) in one request, over all its texts.</summary>
    /// <example>500000</example>
    public required int MaxCharacters { get; init; }

    /// <summary>Memory in bytes that one run of the model may take now: a text that may need more is refused with inputTooLarge.</summary>
    /// <example>188743680</example>
    public long? MaxRunBytes { get; init; }

    /// <summary>Memory in bytes that the dearest text that a call may ask for may take, by an estimate that is rather too large.</summary>
    /// <example>89128960</example>
    public long? DearestTextBytes { get; init; }
}
