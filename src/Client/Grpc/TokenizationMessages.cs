namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of Tokenize and Detokenize and the client's records.</summary>
internal static class TokenizationMessages
{
    public static V1.TokenizeRequest ToMessage(TokenizeRequest request)
    {
        var message = new V1.TokenizeRequest { Texts = { request.Text }, Variant = EnumMessages.ToMessage(request.Variant) };
        MessageValues.Set(request.Model, value => message.Model = value);
        MessageValues.Set(request.SpecialTokens, value => message.SpecialTokens = value);
        return message;
    }

    public static TokenizeAnswer Read(V1.TokenizeResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Results =
            [
                .. message.Results.Select(result => new TokenizedText
                {
                    Pieces = [.. result.Pieces.Select(Read)],
                    Tokens = result.Tokens,
                    Truncated = result.Truncated,
                }),
            ],
            Timing = MessageValues.Read(message.Timing),
        };

    public static V1.DetokenizeRequest ToMessage(DetokenizeRequest request)
    {
        var message = new V1.DetokenizeRequest
        {
            Ids = { request.Ids.Select(ids => new V1.TokenIds { Ids = { ids } }) },
            Variant = EnumMessages.ToMessage(request.Variant),
        };
        MessageValues.Set(request.Model, value => message.Model = value);
        MessageValues.Set(request.SpecialTokens, value => message.SpecialTokens = value);
        return message;
    }

    public static DetokenizeAnswer Read(V1.DetokenizeResponse message) =>
        new()
        {
            Model = message.Model,
            Variant = EnumMessages.Read(message.Variant),
            Version = message.Version,
            Texts = [.. message.Texts],
            Timing = MessageValues.Read(message.Timing),
        };

    private static TokenPiece Read(V1.Piece message) =>
        new()
        {
            Id = message.Id,
            Piece = message.Piece_,
            Start = message.HasStart ? message.Start : null,
            End = message.HasEnd ? message.End : null,
        };
}
