using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Rerank and the pipeline's records.</summary>
internal static class RankingMessages
{
    public static RerankRequest ToRequest(V1.RerankRequest message) =>
        new(message.Query, message.Documents)
        {
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
            TopN = message.HasTopN ? message.TopN : null,
        };

    public static V1.RerankResponse ToResponse(RerankAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Results =
            {
                answer.Results.Select(document => new V1.RankedDocument
                {
                    Index = document.Index,
                    Score = WireValues.Finite(document.Score),
                    InputTokens = answer.Read[document.Index].InputTokens,
                    Truncated = answer.Read[document.Index].Truncated,
                }),
            },
            Timing = MessageValues.ToMessage(answer.Timing),
        };
}
