namespace TransformerService.Shadow.Comparison;

/// <summary>What a canary and the version whose calls it shares made of one text, as the teacher judges.</summary>
/// <param name="Against">The version whose calls the canary shares.</param>
/// <param name="CanaryDiffers">Whether the canary differs from the teacher.</param>
/// <param name="CurrentDiffers">Whether the other version does.</param>
internal sealed record PairedOutcome(string Against, bool CanaryDiffers, bool CurrentDiffers);
