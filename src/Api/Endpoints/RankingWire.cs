using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/rerank</c> and the pipeline's records.</summary>
internal static class RankingWire
{
    public static RerankRequest ToRequest(RerankRequestBody body) =>
        new(WireValues.Required(body.Query, "query"), WireValues.Required(body.Documents, "documents"))
        {
            Model = body.Model,
            Variant = body.Variant,
            TopN = body.TopN,
        };

    public static RerankAnswerBody ToBody(RerankAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Results =
            [
                .. answer.Results.Select(document => new RankedDocumentBody
                {
                    Index = document.Index,
                    Score = WireValues.Finite(document.Score),
                    InputTokens = answer.Read[document.Index].InputTokens,
                    Truncated = answer.Read[document.Index].Truncated,
                }),
            ],
            Timing = WireValues.ToBody(answer.Timing),
        };
}
