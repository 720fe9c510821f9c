namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of Score and Explain and the client's records.</summary>
internal static class ScoreMessages
{
    public static V1.ScoreRequest ToMessage(ScoreRequest request)
    {
        var message = new V1.ScoreRequest
        {
            Sources = { request.Source },
            Targets = { request.Target },
            Variant = EnumMessages.ToMessage(request.Variant),
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        return message;
    }

    public static ScoreAnswer Read(V1.ScoreResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Results =
            [
                .. message.Results.Select(result => new ScoredTarget
                {
                    LogProbability = result.LogProbability,
                    Perplexity = result.Perplexity,
                    Tokens = [.. result.Tokens.Select(Read)],
                    InputTokens = result.InputTokens,
                    Truncated = result.Truncated,
                }),
            ],
            Timing = MessageValues.Read(message.Timing),
        };

    public static V1.ExplainRequest ToMessage(ExplainRequest request)
    {
        var message = new V1.ExplainRequest
        {
            Texts = { request.Text },
            Targets = { request.Target ?? [] },
            Variant = EnumMessages.ToMessage(request.Variant),
            Unit = EnumMessages.ToMessage(request.Unit),
            Method = EnumMessages.ToMessage(request.Method),
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        MessageValues.Set(request.Label, value => message.Label = value);
        MessageValues.Set(request.MaxRows, value => message.MaxRows = value);
        return message;
    }

    public static ExplainAnswer Read(V1.ExplainResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Method = EnumMessages.ReadMethod(message.Method),
            Results = [.. message.Results.Select(Read)],
            Timing = MessageValues.Read(message.Timing),
        };

    private static ScoredToken Read(V1.ScoredPiece message) =>
        new()
        {
            Id = message.Piece.Id,
            Piece = message.Piece.Piece_,
            Start = message.Piece.HasStart ? message.Piece.Start : null,
            End = message.Piece.HasEnd ? message.Piece.End : null,
            LogProbability = message.LogProbability,
        };

    private static Explanation Read(V1.Explanation message) =>
        new()
        {
            Label = message.HasLabel ? message.Label : null,
            Score = message.HasScore ? message.Score : null,
            Target = message.HasTarget ? message.Target : null,
            LogProbability = message.HasLogProbability ? message.LogProbability : null,
            Parts =
            [
                .. message.Parts.Select(part => new ExplainedPart
                {
                    Text = part.Text,
                    Start = part.Start,
                    End = part.End,
                    Weight = part.Weight,
                    Without = part.HasWithout ? part.Without : null,
                }),
            ],
            TargetParts = message.HasTarget ? [.. message.TargetParts.Select(Read)] : null,
            Rows = message.Rows,
            InputTokens = message.InputTokens,
            Truncated = message.Truncated,
        };

    private static ExplainedTargetPart Read(V1.ExplainedTargetPart message) =>
        new()
        {
            Text = message.Text,
            Start = message.Start,
            End = message.End,
            LogProbability = message.LogProbability,
            Weights = [.. message.Weights],
            Source = message.HasSource ? message.Source : null,
        };
}
