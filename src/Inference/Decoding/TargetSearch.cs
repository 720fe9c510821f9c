using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Decoding;

/// <summary>
/// Follows a given sequence, and notes the probability of each of its tokens after those before it, over the whole vocabulary and without
/// logits processors.
/// </summary>
/// <param name="target">The sequence, which gets the probabilities.</param>
/// <param name="startTokenId">The token that the decoder reads first.</param>
internal sealed class TargetSearch(TargetSequence target, int startTokenId) : ISearch
{
    private static readonly int[] OneRow = [0];
    private readonly int[] _read = [startTokenId, .. target.Tokens];
    private int _length = 1;

    public ReadOnlySpan<int> NextTokens => _read.AsSpan(_length - 1, 1);

    public ReadOnlySpan<int> Origins => OneRow;

    public bool IsDone => _length == _read.Length;

    public void Advance(StepLogits logits)
    {
        var row = logits[0];
        var token = _read[_length];
        var best = row[Argmax.Of(row)];
        target.LogProbabilities[_length - 1] =
            token < row.Length ? row[token] - (double)best - Math.Log(LogSoftmax.SumOfExponentials(row, best)) : double.NegativeInfinity;
        _length++;
    }

    public IReadOnlyList<GeneratedSequence> Results() => [new GeneratedSequence(target.Tokens, target.LogProbabilities.Sum())];
}

/// <summary>A sequence whose probability is measured.</summary>
/// <param name="Tokens">Its tokens without the start token; at least one.</param>
internal sealed record TargetSequence(int[] Tokens)
{
    /// <summary>The natural logarithm of each token's probability after those before it.</summary>
    public double[] LogProbabilities { get; } = new double[Tokens.Length];
}
