using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Score and the pipeline's records.</summary>
internal static class ScoreMessages
{
    public static ScoreRequest ToRequest(V1.ScoreRequest message) =>
        new(message.Sources, message.Targets)
        {
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
        };

    public static V1.ScoreResponse ToResponse(ScoreAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Results = { answer.Results.Select(ToMessage) },
            Timing = MessageValues.ToMessage(answer.Timing),
        };

    private static V1.ScoredTarget ToMessage(ScoredTarget target) =>
        new()
        {
            LogProbability = WireValues.Finite(target.LogProbability),
            Perplexity = WireValues.Finite(target.Perplexity),
            Tokens =
            {
                target.Tokens.Select(token => new V1.ScoredPiece
                {
                    Piece = TokenizationMessages.ToMessage(token.Piece),
                    LogProbability = token.LogProbability,
                }),
            },
            InputTokens = target.InputTokens,
            Truncated = target.Truncated,
        };
}
