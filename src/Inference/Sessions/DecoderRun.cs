namespace TransformerService.Inference.Sessions;

/// <summary>One batch being decoded, step by step; holds what earlier steps computed.</summary>
internal abstract class DecoderRun : IDisposable
{
    /// <summary>
    /// Runs one step with the next token of each row. The logits are valid until the next step and may be overwritten.
    /// </summary>
    public abstract StepLogits Step(ReadOnlySpan<int> tokens);

    /// <summary>
    /// Row i of the next step continues what was row <c>origins[i]</c>: beams trade places, a text opens its beams, finished rows leave.
    /// </summary>
    public abstract void Reorder(ReadOnlySpan<int> origins);

    public abstract void Dispose();
}
