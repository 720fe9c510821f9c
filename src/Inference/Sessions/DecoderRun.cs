namespace TransformerService.Inference.Sessions;

/// <summary>One batch being decoded, step by step, with the state of earlier steps.</summary>
internal abstract class DecoderRun : IDisposable
{
    /// <summary>
    /// Runs one step with the next token of each row. The logits are valid until the next step and may be overwritten.
    /// </summary>
    public abstract StepLogits Step(ReadOnlySpan<int> tokens);

    /// <summary>
    /// Reorders the rows: row i of the next step continues row <c>origins[i]</c>. Beams swap, a text starts its beams, finished rows leave.
    /// </summary>
    public abstract void Reorder(ReadOnlySpan<int> origins);

    public abstract void Dispose();
}
