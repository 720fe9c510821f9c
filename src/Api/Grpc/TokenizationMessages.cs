using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Tokenize and Detokenize and the pipeline's records.</summary>
internal static class TokenizationMessages
{
    public static TokenizationRequest ToRequest(V1.TokenizeRequest message) =>
        new(message.Texts)
        {
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
            SpecialTokens = !message.HasSpecialTokens || message.SpecialTokens,
        };

    public static DetokenizationRequest ToRequest(V1.DetokenizeRequest message) =>
        new([.. message.Ids.Select(list => list.Ids)])
        {
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
            SpecialTokens = message.SpecialTokens,
        };

    public static V1.TokenizeResponse ToResponse(TokenizationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Results = { answer.Results.Select(ToMessage) },
            Timing = MessageValues.ToMessage(answer.Timing),
        };

    public static V1.DetokenizeResponse ToResponse(DetokenizationAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Texts = { answer.Texts },
            Timing = MessageValues.ToMessage(answer.Timing),
        };

    public static V1.Piece ToMessage(TextPiece piece)
    {
        var message = new V1.Piece { Id = piece.Id, Piece_ = piece.Piece };
        if (piece is { Start: { } start, End: { } end })
        {
            (message.Start, message.End) = (start, end);
        }

        return message;
    }

    private static V1.PieceText ToMessage(PieceText text) =>
        new()
        {
            Pieces = { text.Pieces.Select(ToMessage) },
            Tokens = text.Tokens,
            Truncated = text.Truncated,
        };
}
