using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Generate and GenerateStream and the pipeline's records.</summary>
internal static class GenerationMessages
{
    public static GenerationRequest ToRequest(V1.GenerateRequest message) =>
        new(message.Texts)
        {
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
            Options = ToOptions(message.Options),
        };

    public static V1.GenerateResponse ToResponse(GenerationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Generations = { answer.Generations.Select(ToMessage) },
            Timing = MessageValues.ToMessage(answer.Timing),
        };

    public static V1.GenerateStreamResponse ToMessage(GeneratedPart part) =>
        new()
        {
            Part = new V1.GeneratedPart { Index = part.Index, Text = part.Text },
        };

    private static GenerationOptions ToOptions(V1.GenerateOptions? message) =>
        message is null
            ? GenerationOptions.Default
            : new GenerationOptions
            {
                BeamSize = message.HasBeamSize ? message.BeamSize : null,
                MaxNewTokens = message.HasMaxNewTokens ? message.MaxNewTokens : null,
                MinNewTokens = message.HasMinNewTokens ? message.MinNewTokens : null,
                LengthPenalty = message.HasLengthPenalty ? message.LengthPenalty : null,
                NoRepeatNgramSize = message.HasNoRepeatNgramSize ? message.NoRepeatNgramSize : null,
                RepetitionPenalty = message.HasRepetitionPenalty ? message.RepetitionPenalty : null,
                NumHypotheses = message.HasNumHypotheses ? message.NumHypotheses : null,
                EarlyStopping = TranslationMessages.ToEarlyStopping(message.EarlyStopping),
                DoSample = message.DoSample,
                Temperature = message.HasTemperature ? message.Temperature : null,
                TopK = message.HasTopK ? message.TopK : null,
                TopP = message.HasTopP ? message.TopP : null,
                Seed = message.HasSeed ? message.Seed : null,
            };

    private static V1.Generation ToMessage(GenerationResult result) =>
        new()
        {
            Text = result.Text,
            Score = WireValues.Finite(result.Score),
            InputTokens = result.InputTokens,
            OutputTokens = result.OutputTokens,
            FinishReason = TranslationMessages.ToMessage(result.FinishReason),
            Truncated = result.Truncated,
            Hypotheses = { (result.Hypotheses ?? []).Select(TranslationMessages.ToMessage) },
        };
}
