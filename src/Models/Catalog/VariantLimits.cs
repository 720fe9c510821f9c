namespace TransformerService.Models.Catalog;

/// <summary>What one call to a variant may ask for.</summary>
/// <param name="MaxInputTokens">Tokens read of one sequence, special tokens included; what is over is truncated.</param>
/// <param name="MaxNewTokens">The largest <c>maxNewTokens</c>; <see langword="null"/> for a classifier.</param>
/// <param name="DefaultNewTokens">Tokens generated at most where a call does not say.</param>
/// <param name="MaxBeamSize">The largest <c>beamSize</c>.</param>
/// <param name="DefaultBeamSize">Beams where a call does not say.</param>
/// <param name="MaxTexts">Texts in one request.</param>
/// <param name="MaxCharacters">Characters in one request, over all its texts.</param>
public sealed record VariantLimits(
    int MaxInputTokens,
    int? MaxNewTokens,
    int? DefaultNewTokens,
    int? MaxBeamSize,
    int? DefaultBeamSize,
    int MaxTexts,
    int MaxCharacters)
{
    /// <summary>Memory that one run may take now; a text that needs more is refused. <see langword="null"/> where it is not bounded.</summary>
    public long? MaxRunBytes { get; init; }

    /// <summary>Memory that the dearest text that a call may ask for may take, by an estimate that is rather too large.</summary>
    public long? DearestTextBytes { get; init; }
}

/// <summary>How exact the integer products of an int8 model are on a processor.</summary>
public enum Int8Arithmetic
{
    /// <summary>Every product is exact: the processor cannot saturate, or the model's weights cannot make it.</summary>
    Exact,

    /// <summary>Every product is exact through ONNX Runtime's exact mode, which is slower: the processor alone would saturate.</summary>
    ExactMode,

    /// <summary>Sums of two products saturate at 16 bits: answers differ from those on other processors, and depend on the batch.</summary>
    Saturating,
}
