namespace TransformerService.Evaluation.Metrics;

/// <summary>How much better one system's BLEU is than another's, and how sure that is.</summary>
/// <param name="Difference">System less baseline on the segments themselves.</param>
/// <param name="Mean">Mean difference over the resampled corpora.</param>
/// <param name="Lower">Lower end of the 95 % interval.</param>
/// <param name="Upper">Upper end of the 95 % interval.</param>
/// <param name="PValue">How likely a difference of this size would be if there were none, two-sided.</param>
public sealed record BleuDifference(double Difference, double Mean, double Lower, double Upper, double PValue)
{
    /// <summary>Whether the interval leaves zero out.</summary>
    public bool IsSignificant => Lower > 0 || Upper < 0;
}
