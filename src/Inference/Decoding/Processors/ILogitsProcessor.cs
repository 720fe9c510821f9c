namespace TransformerService.Inference.Decoding.Processors;

/// <summary>A rule that changes which tokens may come next. It has no state, so one instance serves all beams.</summary>
internal interface ILogitsProcessor
{
    /// <summary>
    /// Changes <paramref name="scores"/>, one per token of the vocabulary: logits in greedy, log-probabilities in beam search.
    /// </summary>
    /// <param name="sequence">The sequence so far, the start token first.</param>
    /// <param name="scores">The scores, to change in place; −∞ forbids a token.</param>
    void Process(ReadOnlySpan<int> sequence, Span<float> scores);
}
