using TransformerService.Api.Contracts;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/tokenize</c> and <c>/v1/detokenize</c> and the pipeline's records.</summary>
internal static class TokenizationWire
{
    public static TokenizationRequest ToRequest(TokenizeRequestBody body) =>
        new(WireValues.Required(body.Text))
        {
            Model = body.Model,
            Variant = body.Variant,
            SpecialTokens = body.SpecialTokens ?? true,
        };

    public static DetokenizationRequest ToRequest(DetokenizeRequestBody body) =>
        new(body.Ids?.Values ?? throw InferenceException.Invalid($"$.ids is missing or null; it must be {IdsOrLists.Expected}."))
        {
            Model = body.Model,
            Variant = body.Variant,
            SpecialTokens = body.SpecialTokens ?? false,
        };

    public static TokenizeAnswerBody ToBody(TokenizationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Results = [.. answer.Results.Select(ToBody)],
            Timing = WireValues.ToBody(answer.Timing),
        };

    public static DetokenizeAnswerBody ToBody(DetokenizationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Texts = answer.Texts,
            Timing = WireValues.ToBody(answer.Timing),
        };

    private static PieceTextBody ToBody(PieceText text) =>
        new()
        {
            Pieces = [.. text.Pieces.Select(ToBody)],
            Tokens = text.Tokens,
            Truncated = text.Truncated,
        };

    private static PieceBody ToBody(TextPiece piece) =>
        new()
        {
            Id = piece.Id,
            Piece = piece.Piece,
            Start = piece.Start,
            End = piece.End,
        };
}
