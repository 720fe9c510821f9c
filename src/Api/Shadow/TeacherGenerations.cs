using TransformerService.Models.Requests;

namespace TransformerService.Api.Shadow;

/// <summary>Translates requests to generate text to another server's messages, and its answers back.</summary>
internal static class TeacherGenerations
{
    /// <summary>The message of a request without sampling: samples are not compared.</summary>
    public static V1.GenerateRequest ToMessage(GenerationRequest request, string model, V1.Variant variant)
    {
        var asked = request.Options;
        var options = new V1.GenerateOptions { EarlyStopping = TeacherMessages.ToMessage(asked.EarlyStopping) };

        // A generated setter makes a field present: what the caller left unset stays unset.
        if (asked.BeamSize is { } beamSize)
        {
            options.BeamSize = beamSize;
        }

        if (asked.MaxNewTokens is { } maxNewTokens)
        {
            options.MaxNewTokens = maxNewTokens;
        }

        if (asked.MinNewTokens is { } minNewTokens)
        {
            options.MinNewTokens = minNewTokens;
        }

        if (asked.LengthPenalty is { } lengthPenalty)
        {
            options.LengthPenalty = lengthPenalty;
        }

        if (asked.NoRepeatNgramSize is { } noRepeatNgramSize)
        {
            options.NoRepeatNgramSize = noRepeatNgramSize;
        }

        if (asked.RepetitionPenalty is { } repetitionPenalty)
        {
            options.RepetitionPenalty = repetitionPenalty;
        }

        return new V1.GenerateRequest
        {
            Texts = { request.Texts },
            Model = model,
            Variant = variant,
            Options = options,
        };
    }

    public static GenerationAnswer ToAnswer(V1.GenerateResponse response) =>
        new(
            response.Model,
            TeacherMessages.ToRole(response.Variant),
            response.Version,
            [
                .. response.Generations.Select(one => new GenerationResult(
                    one.Text,
                    one.Score,
                    one.InputTokens,
                    one.OutputTokens,
                    one.FinishReason == V1.FinishReason.Length ? FinishReason.Length : FinishReason.Stop,
                    one.Truncated,
                    Hypotheses: null
                )),
            ],
            default
        );
}
