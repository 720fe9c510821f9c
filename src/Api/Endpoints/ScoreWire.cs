using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/score</c> and the pipeline's records.</summary>
internal static class ScoreWire
{
    public static ScoreRequest ToRequest(ScoreRequestBody body) =>
        new(WireValues.Required(body.Source, "source"), WireValues.Required(body.Target, "target"))
        {
            Model = body.Model,
            Variant = body.Variant,
        };

    public static ScoreAnswerBody ToBody(ScoreAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Results = [.. answer.Results.Select(ToBody)],
            Timing = WireValues.ToBody(answer.Timing),
        };

    private static ScoredTargetBody ToBody(ScoredTarget target) =>
        new()
        {
            LogProbability = WireValues.Finite(target.LogProbability),
            Perplexity = WireValues.Finite(target.Perplexity),
            Tokens = [.. target.Tokens.Select(ToBody)],
            InputTokens = target.InputTokens,
            Truncated = target.Truncated,
        };

    private static ScoredPieceBody ToBody(ScoredPiece token) =>
        new()
        {
            Id = token.Piece.Id,
            Piece = token.Piece.Piece,
            Start = token.Piece.Start,
            End = token.Piece.End,
            LogProbability = token.LogProbability,
        };
}
