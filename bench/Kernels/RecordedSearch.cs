using TransformerService.Inference.Decoding;
using TransformerService.Inference.Sessions;

namespace TransformerService.Kernels;

/// <summary>A search that records its logits.</summary>
internal sealed class RecordedSearch(ISearch search, List<float[]> steps) : ISearch
{
    public ReadOnlySpan<int> NextTokens => search.NextTokens;

    public ReadOnlySpan<int> Origins => search.Origins;

    public bool IsDone => search.IsDone;

    public void Advance(StepLogits logits)
    {
        steps.Add(logits[0].ToArray());
        search.Advance(logits);
    }

    public IReadOnlyList<GeneratedSequence> Results() => search.Results();
}
