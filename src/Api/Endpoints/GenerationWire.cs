using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/generate</c> and the pipeline's records.</summary>
internal static class GenerationWire
{
    public static GenerationRequest ToRequest(GenerateRequestBody body) =>
        new(WireValues.Required(body.Text))
        {
            Model = body.Model,
            Variant = body.Variant,
            Options = ToOptions(body.Options),
        };

    public static GenerateAnswerBody ToBody(GenerationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Generations = [.. answer.Generations.Select(ToBody)],
            Timing = WireValues.ToBody(answer.Timing),
        };

    public static GeneratedPartBody ToBody(GeneratedPart part) => new() { Index = part.Index, Text = part.Text };

    private static GenerationOptions ToOptions(GenerateOptionsBody? body) =>
        body is null
            ? GenerationOptions.Default
            : new GenerationOptions
            {
                BeamSize = body.BeamSize,
                MaxNewTokens = body.MaxNewTokens,
                MinNewTokens = body.MinNewTokens,
                LengthPenalty = body.LengthPenalty,
                NoRepeatNgramSize = body.NoRepeatNgramSize,
                RepetitionPenalty = body.RepetitionPenalty,
                NumHypotheses = body.NumHypotheses,
                EarlyStopping = body.EarlyStopping,
                DoSample = body.DoSample ?? GenerationOptions.Default.DoSample,
                Temperature = body.Temperature,
                TopK = body.TopK,
                TopP = body.TopP,
                Seed = body.Seed,
            };

    private static GenerationBody ToBody(GenerationResult result) =>
        new()
        {
            Text = result.Text,
            Score = WireValues.Finite(result.Score),
            InputTokens = result.InputTokens,
            OutputTokens = result.OutputTokens,
            FinishReason = result.FinishReason,
            Truncated = result.Truncated,
            Hypotheses = result.Hypotheses is null ? null : [.. result.Hypotheses.Select(TranslationWire.ToBody)],
        };
}
