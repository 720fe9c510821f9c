namespace TransformerService.Evaluation.Metrics;

/// <summary>How much better one system's BLEU is than another's, and how sure that is.</summary>
/// <param name="Difference">System minus baseline, on the original segments.</param>
/// <param name="Mean">Mean difference over the resampled corpora.</param>
/// <param name="Lower">Lower end of the 95 % interval.</param>
/// <param name="Upper">Upper end of the 95 % interval.</param>
/// <param name="PValue">Two-sided probability of a difference of this size if the systems were equal.</param>
public sealed record BleuDifference(double Difference, double Mean, double Lower, double Upper, double PValue)
{
    /// <summary>Whether the interval excludes zero.</summary>
    public bool IsSignificant => Lower > 0 || Upper < 0;
}
