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
