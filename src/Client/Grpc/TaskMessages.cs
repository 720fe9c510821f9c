namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of Classify, Embed, Rerank and Tag and the client's records.</summary>
internal static class TaskMessages
{
    public static V1.ClassifyRequest ToMessage(ClassifyRequest request)
    {
        var message = new V1.ClassifyRequest
        {
            Texts = { request.Text },
            TextPairs = { request.TextPair ?? [] },
            Variant = EnumMessages.ToMessage(request.Variant),
            CandidateLabels = { request.CandidateLabels ?? [] },
            Options = request.Options is { } options ? ToMessage(options) : null,
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        MessageValues.Set(request.TopK, value => message.TopK = value);
        MessageValues.Set(request.HypothesisTemplate, value => message.HypothesisTemplate = value);
        MessageValues.Set(request.MultiLabel, value => message.MultiLabel = value);
        return message;
    }

    public static ClassifyAnswer Read(V1.ClassifyResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Results =
            [
                .. message.Results.Select(result => new Classification
                {
                    Labels = [.. result.Labels.Select(label => new LabelScore { Label = label.Label, Score = label.Score })],
                    InputTokens = result.InputTokens,
                    Truncated = result.Truncated,
                    Windows = result.HasWindows ? result.Windows : null,
                    Variant = result.Cascade is { } cascade ? EnumMessages.Read(cascade.Variant) : null,
                    Escalated = result.Cascade?.Escalated,
                    Risk = result.Cascade?.Risk,
                    Calibrated = result.Cascade?.Calibrated,
                    NotEscalated = result.Cascade is { } decided ? EnumMessages.Read(decided.NotEscalated) : null,
                }),
            ],
            Timing = MessageValues.Read(message.Timing),
        };

    public static V1.EmbedRequest ToMessage(EmbedRequest request)
    {
        var message = new V1.EmbedRequest
        {
            Texts = { request.Text },
            Variant = EnumMessages.ToMessage(request.Variant),
            Encoding = EnumMessages.ToMessage(request.Encoding),
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        MessageValues.Set(request.PromptName, value => message.PromptName = value);
        MessageValues.Set(request.Prompt, value => message.Prompt = value);
        MessageValues.Set(request.Dimensions, value => message.Dimensions = value);
        MessageValues.Set(request.Normalize, value => message.Normalize = value);
        return message;
    }

    public static EmbedAnswer Read(V1.EmbedResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Dimensions = message.Dimensions,
            Embeddings = [.. message.Embeddings.Select(embedding => embedding.Values.ToArray())],
            InputTokens = [.. message.Embeddings.Select(embedding => embedding.InputTokens)],
            Truncated = [.. message.Embeddings.Select(embedding => embedding.Truncated)],
            Timing = MessageValues.Read(message.Timing),
        };

    public static V1.RerankRequest ToMessage(RerankRequest request)
    {
        var message = new V1.RerankRequest
        {
            Query = request.Query,
            Documents = { request.Documents },
            Variant = EnumMessages.ToMessage(request.Variant),
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        MessageValues.Set(request.TopN, value => message.TopN = value);
        return message;
    }

    public static RerankAnswer Read(V1.RerankResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Results =
            [
                .. message.Results.Select(result => new RankedDocument
                {
                    Index = result.Index,
                    Score = result.Score,
                    InputTokens = result.InputTokens,
                    Truncated = result.Truncated,
                }),
            ],
            Timing = MessageValues.Read(message.Timing),
        };

    public static V1.TagRequest ToMessage(TagRequest request)
    {
        var message = new V1.TagRequest
        {
            Texts = { request.Text },
            Variant = EnumMessages.ToMessage(request.Variant),
            Aggregation = EnumMessages.ToMessage(request.Aggregation),
            Offsets = EnumMessages.ToMessage(request.Offsets),
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        return message;
    }

    public static TagAnswer Read(V1.TagResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Entities = [.. message.Results.Select(Read)],
            InputTokens = [.. message.Results.Select(result => result.InputTokens)],
            Truncated = [.. message.Results.Select(result => result.Truncated)],
            Timing = MessageValues.Read(message.Timing),
        };

    private static IReadOnlyList<TaggedEntity> Read(V1.TaggedText message) =>
        [
            .. message.Entities.Select(entity => new TaggedEntity
            {
                Label = entity.Label,
                Score = entity.Score,
                Text = entity.Text,
                Start = entity.Start,
                End = entity.End,
            }),
        ];

    private static V1.ClassifyOptions ToMessage(ClassifyOptions options)
    {
        var message = new V1.ClassifyOptions { Window = options.Window, Combine = EnumMessages.ToMessage(options.Combine) };
        MessageValues.Set(options.Stride, value => message.Stride = value);
        return message;
    }
}
