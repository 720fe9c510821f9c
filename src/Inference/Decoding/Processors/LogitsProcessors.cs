using TransformerService.Models.Exports;

namespace TransformerService.Inference.Decoding.Processors;

/// <summary>Builds the processors that settings ask for, in the order in which Hugging Face applies them.</summary>
internal static class LogitsProcessors
{
    public static ILogitsProcessor[] For(GenerationSettings settings)
    {
        List<ILogitsProcessor> processors = [];
        if (settings.RepetitionPenalty != 1)
        {
            processors.Add(new RepetitionPenaltyProcessor((float)settings.RepetitionPenalty));
        }

        if (settings.NoRepeatNgramSize > 0)
        {
            processors.Add(new NoRepeatNgramProcessor(settings.NoRepeatNgramSize));
        }

        if (settings.BadWordsIds.Count > 0)
        {
            processors.Add(new BadWordsProcessor(settings.BadWordsIds, settings.EosTokenIds));
        }

        var minLength = Math.Max(settings.MinLength, settings.MinNewTokens + 1);
        if (minLength > 1)
        {
            processors.Add(new MinLengthProcessor(minLength, settings.EosTokenIds));
        }

        if (settings.ForcedBosTokenId is { } bos)
        {
            processors.Add(new ForcedTokenProcessor([bos], length: 1));
        }

        if (settings.ForcedEosTokenIds.Count > 0)
        {
            processors.Add(new ForcedTokenProcessor(settings.ForcedEosTokenIds, length: settings.MaxLength - 1));
        }

        if (settings.SuppressTokens.Count > 0)
        {
            processors.Add(new SuppressTokensProcessor(settings.SuppressTokens, length: null));
        }

        if (settings.BeginSuppressTokens.Count > 0)
        {
            processors.Add(new SuppressTokensProcessor(settings.BeginSuppressTokens, length: settings.ForcedBosTokenId is null ? 1 : 2));
        }

        return [.. processors];
    }
}

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

/// <summary>Forbids the end while the sequence, start token included, is shorter than the minimum.</summary>
internal sealed class MinLengthProcessor(int minLength, IReadOnlyList<int> eosTokenIds) : ILogitsProcessor
{
    // An array, so that the loop needs no enumerator for every token.
    private readonly int[] _eosTokenIds = [.. eosTokenIds];

    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        if (sequence.Length < minLength)
        {
            foreach (var eos in _eosTokenIds)
            {
                scores[eos] = float.NegativeInfinity;
            }
        }
    }
}

/// <summary>
/// Allows only the given tokens at one length of the sequence: the forced first token, or the forced end at the length limit.
/// </summary>
internal sealed class ForcedTokenProcessor(IReadOnlyList<int> tokens, int length) : ILogitsProcessor
{
    private readonly int[] _tokens = [.. tokens];

    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        if (sequence.Length != length)
        {
            return;
        }

        scores.Fill(float.NegativeInfinity);
        foreach (var token in _tokens)
        {
            scores[token] = 0;
        }
    }
}

/// <summary>Forbids tokens, always or at one length of the sequence.</summary>
internal sealed class SuppressTokensProcessor(IReadOnlyList<int> tokens, int? length) : ILogitsProcessor
{
    private readonly int[] _tokens = [.. tokens];

    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        if (length is not null && sequence.Length != length)
        {
            return;
        }

        foreach (var token in _tokens)
        {
            if ((uint)token < (uint)scores.Length)
            {
                scores[token] = float.NegativeInfinity;
            }
        }
    }
}

/// <summary>
/// Forbids token sequences: a single token always, the last token of a longer sequence if the others are right before it.
/// </summary>
internal sealed class BadWordsProcessor : ILogitsProcessor
{
    private readonly int[][] _badWords;

    public BadWordsProcessor(IReadOnlyList<IReadOnlyList<int>> badWords, IReadOnlyList<int> eosTokenIds)
    {
        // As in Hugging Face, the end token cannot be forbidden by itself.
        _badWords = [.. badWords.Where(word => word is not [var only] || !eosTokenIds.Contains(only)).Select(word => word.ToArray())];
    }

    public void Process(ReadOnlySpan<int> sequence, Span<float> scores)
    {
        foreach (var word in _badWords)
        {
            var applies =
                word.Length == 1 || (word.Length <= sequence.Length && sequence[^(word.Length - 1)..].SequenceEqual(word.AsSpan(..^1)));
            if (applies && (uint)word[^1] < (uint)scores.Length)
            {
                scores[word[^1]] = float.NegativeInfinity;
            }
        }
    }
}
