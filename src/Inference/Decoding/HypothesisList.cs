using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Decoding;

/// <summary>The best finished hypotheses of one text, at most as many as there are beams.</summary>
internal sealed class HypothesisList(int capacity, GenerationSettings settings)
{
    private readonly List<GeneratedSequence> _hypotheses = new(capacity + 1);

    /// <param name="sequence">The tokens, the start token first.</param>
    /// <param name="end">The end token to append, if the sequence ended.</param>
    /// <param name="logProbability">The sum of the tokens' log-probabilities.</param>
    /// <param name="generatedLength">The number of generated tokens, the end token included.</param>
    /// <param name="reason">Why the sequence ended.</param>
    public void Add(ReadOnlySpan<int> sequence, int? end, double logProbability, int generatedLength, FinishReason reason)
    {
        var score = logProbability / Math.Pow(generatedLength, settings.LengthPenalty);
        if (_hypotheses.Count == capacity && score <= WorstScore)
        {
            return;
        }

        int[] tokens = end is { } last ? [.. sequence[1..], last] : [.. sequence[1..]];
        _hypotheses.Add(new GeneratedSequence(tokens, score) { Reason = reason });
        if (_hypotheses.Count > capacity)
        {
            _hypotheses.RemoveAt(_hypotheses.FindIndex(hypothesis => hypothesis.Score == WorstScore));
        }
    }

    /// <summary>Whether no open beam can still enter the list.</summary>
    /// <param name="bestLogProbability">The best candidate's log-probability, whether it ended or not.</param>
    /// <param name="generatedLength">The number of generated tokens of the candidates.</param>
    public bool IsDone(double bestLogProbability, int generatedLength)
    {
        if (_hypotheses.Count < capacity)
        {
            return false;
        }

        if (settings.EarlyStopping == EarlyStopping.Always)
        {
            return true;
        }

        // A positive penalty favours length, so the best possible candidate has the maximum length.
        var length = settings.EarlyStopping == EarlyStopping.Never && settings.LengthPenalty > 0 ? settings.MaxLength - 1 : generatedLength;
        return WorstScore >= bestLogProbability / Math.Pow(length, settings.LengthPenalty);
    }

    /// <summary>How many of a sequence's first tokens all hypotheses begin with.</summary>
    public int CommonPrefixLength(ReadOnlySpan<int> tokens)
    {
        var length = tokens.Length;
        foreach (var hypothesis in _hypotheses)
        {
            length = Math.Min(length, tokens.CommonPrefixLength(hypothesis.Tokens));
        }

        return length;
    }

    public IReadOnlyList<GeneratedSequence> Best(int count) =>
        // For equal scores, the reference implementation returns the last one added first.
        [.. _hypotheses.AsEnumerable().Reverse().OrderByDescending(hypothesis => hypothesis.Score).Take(count)];

    private double WorstScore => _hypotheses.Min(hypothesis => hypothesis.Score);
}
