namespace TransformerService.Distillation.Alignment;

/// <summary>
/// The prior of fast_align (Dyer et al. 2013, https://aclanthology.org/N13-1073): a target piece translates none with a fixed probability,
/// and otherwise a source piece the more likely, the nearer both are to the diagonal of their sentences.
/// </summary>
/// <param name="None">The probability that a piece translates none. Default 0.08, as in fast_align.</param>
/// <param name="Tension">How strongly the diagonal is preferred. Default 4, with which fast_align begins.</param>
internal sealed record DiagonalPrior(double None = 0.08, double Tension = 4)
{
    /// <summary>Sets how likely each source piece is for a target piece, and at the end how likely none is.</summary>
    public void Fill(Span<float> likely, int written, int targets)
    {
        var sources = likely.Length - 1;
        var height = (written + 0.5) / targets;
        double sum = 0;
        for (var position = 0; position < sources; position++)
        {
            likely[position] = (float)Math.Exp(-Tension * Math.Abs(((position + 0.5) / sources) - height));
            sum += likely[position];
        }

        var factor = (float)((1 - None) / sum);
        for (var position = 0; position < sources; position++)
        {
            likely[position] *= factor;
        }

        likely[sources] = (float)None;
    }
}
