namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of Generate and GenerateStream and the client's records.</summary>
internal static class GenerationMessages
{
    public static V1.GenerateRequest ToMessage(GenerateRequest request)
    {
        var message = new V1.GenerateRequest
        {
            Texts = { request.Text },
            Variant = EnumMessages.ToMessage(request.Variant),
            Options = request.Options is { } options ? ToMessage(options) : null,
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        return message;
    }

    public static GenerateAnswer Read(V1.GenerateResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Generations =
            [
                .. message.Generations.Select(generation => new Generation
                {
                    Text = generation.Text,
                    Score = generation.Score,
                    InputTokens = generation.InputTokens,
                    OutputTokens = generation.OutputTokens,
                    FinishReason = EnumMessages.Read(generation.FinishReason),
                    Truncated = generation.Truncated,
                    Hypotheses = MessageValues.List(generation.Hypotheses, TranslationMessages.Read),
                }),
            ],
            Timing = MessageValues.Read(message.Timing),
        };

    /// <summary>An event; <see langword="null"/> for a kind that this client does not know.</summary>
    public static GenerateEvent? Read(V1.GenerateStreamResponse message) =>
        message.EventCase switch
        {
            V1.GenerateStreamResponse.EventOneofCase.Part => new GenerateEvent
            {
                Part = new GeneratedPart { Index = message.Part.Index, Text = message.Part.Text },
            },
            V1.GenerateStreamResponse.EventOneofCase.Answer => new GenerateEvent { Answer = Read(message.Answer) },
            _ => null,
        };

    private static V1.GenerateOptions ToMessage(GenerateOptions options)
    {
        var message = new V1.GenerateOptions
        {
            EarlyStopping = EnumMessages.ToMessage(options.EarlyStopping),
            DoSample = options.DoSample ?? false,
        };
        MessageValues.Set(options.BeamSize, value => message.BeamSize = value);
        MessageValues.Set(options.MaxNewTokens, value => message.MaxNewTokens = value);
        MessageValues.Set(options.MinNewTokens, value => message.MinNewTokens = value);
        MessageValues.Set(options.LengthPenalty, value => message.LengthPenalty = value);
        MessageValues.Set(options.NoRepeatNgramSize, value => message.NoRepeatNgramSize = value);
        MessageValues.Set(options.RepetitionPenalty, value => message.RepetitionPenalty = value);
        MessageValues.Set(options.NumHypotheses, value => message.NumHypotheses = value);
        MessageValues.Set(options.Temperature, value => message.Temperature = value);
        MessageValues.Set(options.TopK, value => message.TopK = value);
        MessageValues.Set(options.TopP, value => message.TopP = value);
        MessageValues.Set(options.Seed, value => message.Seed = value);
        return message;
    }
}
