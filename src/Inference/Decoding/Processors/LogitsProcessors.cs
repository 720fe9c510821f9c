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
