namespace TransformerService.Models.Catalog;

/// <summary>What one call to a variant may ask for.</summary>
/// <param name="MaxInputTokens">Tokens read of one sequence, special tokens included; longer input is truncated.</param>
/// <param name="MaxNewTokens">The largest <c>maxNewTokens</c>; <see langword="null"/> for a classifier.</param>
/// <param name="DefaultNewTokens">Maximum number of tokens generated if a call sets none.</param>
/// <param name="MaxBeamSize">The largest <c>beamSize</c>.</param>
/// <param name="DefaultBeamSize">Number of beams if a call sets none.</param>
/// <param name="MaxTexts">Texts in one request.</param>
/// <param name="MaxCharacters">Characters in one request, over all its texts.</param>
public sealed record VariantLimits(
    int MaxInputTokens,
    int? MaxNewTokens,
    int? DefaultNewTokens,
    int? MaxBeamSize,
    int? DefaultBeamSize,
    int MaxTexts,
    int MaxCharacters
)
{
    /// <summary>The numbers of an embedding; <see langword="null"/> for models of other tasks.</summary>
    public int? Dimensions { get; init; }

    /// <summary>
    /// Memory that one run may take now; a text that needs more is refused. <see langword="null"/> where it is not bounded.
    /// </summary>
    public long? MaxRunBytes { get; init; }

    /// <summary>Estimated memory for the most expensive text that a call may request; the estimate is rather too high.</summary>
    public long? DearestTextBytes { get; init; }
}

/// <summary>How exact the integer products of an int8 model are on a processor.</summary>
public enum Int8Arithmetic
{
    /// <summary>Every product is exact: the processor cannot saturate, or the model's weights never make it saturate.</summary>
    Exact,

    /// <summary>Every product is exact because ONNX Runtime's slower exact mode is used; otherwise the processor would saturate.</summary>
    ExactMode,

    /// <summary>Sums of two products saturate at 16 bits: answers differ from those on other processors, and depend on the batch.</summary>
    Saturating,
}
