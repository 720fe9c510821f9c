using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Embed and the pipeline's records.</summary>
internal static class EmbeddingMessages
{
    public static EmbeddingRequest ToRequest(V1.EmbedRequest message) =>
        new(message.Texts)
        {
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
            PromptName = message.HasPromptName ? message.PromptName : null,
            Prompt = message.HasPrompt ? message.Prompt : null,
            Dimensions = message.HasDimensions ? message.Dimensions : null,
            Normalize = message.HasNormalize ? message.Normalize : null,
            Encoding = message.Encoding switch
            {
                V1.EmbeddingEncoding.Unspecified or V1.EmbeddingEncoding.Float => EmbeddingEncoding.Float,
                V1.EmbeddingEncoding.Int8 => EmbeddingEncoding.Int8,
                V1.EmbeddingEncoding.Binary => EmbeddingEncoding.Binary,
                V1.EmbeddingEncoding.Ubinary => EmbeddingEncoding.Ubinary,
                _ => throw MessageValues.Unknown("encoding", nameof(V1.EmbeddingEncoding)),
            },
        };

    public static V1.EmbedResponse ToResponse(EmbeddingAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Dimensions = answer.Dimensions,
            Embeddings =
            {
                answer.Embeddings.Zip(
                    answer.Read,
                    (vector, read) =>
                        new V1.Embedding
                        {
                            Values = { vector },
                            InputTokens = read.InputTokens,
                            Truncated = read.Truncated,
                        }
                ),
            },
            Timing = MessageValues.ToMessage(answer.Timing),
        };
}
