using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/embed</c> and the pipeline's records.</summary>
internal static class EmbeddingWire
{
    public static EmbeddingRequest ToRequest(EmbedRequestBody body) =>
        new(WireValues.Required(body.Text))
        {
            Model = body.Model,
            Variant = body.Variant,
            PromptName = body.PromptName,
            Prompt = body.Prompt,
            Dimensions = body.Dimensions,
            Normalize = body.Normalize,
            Encoding = body.Encoding ?? EmbeddingEncoding.Float,
        };

    public static EmbedAnswerBody ToBody(EmbeddingAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Dimensions = answer.Dimensions,
            Embeddings = answer.Embeddings,
            InputTokens = [.. answer.Read.Select(text => text.InputTokens)],
            Truncated = [.. answer.Read.Select(text => text.Truncated)],
            Timing = WireValues.ToBody(answer.Timing),
        };
}
