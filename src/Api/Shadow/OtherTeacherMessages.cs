using TransformerService.Models.Requests;

namespace TransformerService.Api.Shadow;

/// <summary>Asks another server about requests of tasks beside translation and classification.</summary>
internal static class OtherTeacherMessages
{
    public static async Task<InferenceAnswer> AskAsync(
        V1.Transformer.TransformerClient client,
        InferenceRequest request,
        string model,
        V1.Variant variant,
        CancellationToken cancellationToken
    ) =>
        request switch
        {
            TagRequest tag => ToAnswer(await client.TagAsync(ToMessage(tag, model, variant), cancellationToken: cancellationToken)),
            EmbeddingRequest embed => ToAnswer(
                await client.EmbedAsync(ToMessage(embed, model, variant), cancellationToken: cancellationToken)
            ),
            GenerationRequest generation => TeacherGenerations.ToAnswer(
                await client.GenerateAsync(TeacherGenerations.ToMessage(generation, model, variant), cancellationToken: cancellationToken)
            ),
            RerankRequest rank => ToAnswer(
                await client.RerankAsync(ToMessage(rank, model, variant), cancellationToken: cancellationToken),
                rank.Texts.Count
            ),
            _ => throw new ArgumentException("Requests of this kind are not compared.", nameof(request)),
        };

    private static V1.TagRequest ToMessage(TagRequest request, string model, V1.Variant variant) =>
        new()
        {
            Texts = { request.Texts },
            Model = model,
            Variant = variant,
            Aggregation = request.Aggregation switch
            {
                TagAggregation.None => V1.TagAggregation.None,
                TagAggregation.Simple => V1.TagAggregation.Simple,
                TagAggregation.First => V1.TagAggregation.First,
                TagAggregation.Average => V1.TagAggregation.Average,
                _ => V1.TagAggregation.Max,
            },
        };

    private static V1.EmbedRequest ToMessage(EmbeddingRequest request, string model, V1.Variant variant)
    {
        var message = new V1.EmbedRequest
        {
            Texts = { request.Texts },
            Model = model,
            Variant = variant,
        };

        // A generated setter makes a field present: what the caller left unset stays unset.
        if (request.PromptName is { } name)
        {
            message.PromptName = name;
        }

        if (request.Prompt is { } prompt)
        {
            message.Prompt = prompt;
        }

        if (request.Dimensions is { } dimensions)
        {
            message.Dimensions = dimensions;
        }

        if (request.Normalize is { } normalize)
        {
            message.Normalize = normalize;
        }

        return message;
    }

    private static V1.RerankRequest ToMessage(RerankRequest request, string model, V1.Variant variant) =>
        new()
        {
            Query = request.Query,
            Documents = { request.Texts },
            Model = model,
            Variant = variant,
        };

    private static TagAnswer ToAnswer(V1.TagResponse response) =>
        new(
            response.Model,
            TeacherMessages.ToRole(response.Variant),
            response.Version,
            [
                .. response.Results.Select(text =>
                    (IReadOnlyList<TaggedEntity>)
                        [
                            .. text.Entities.Select(entity => new TaggedEntity(
                                entity.Label,
                                entity.Score,
                                entity.Text,
                                entity.Start,
                                entity.End
                            )),
                        ]
                ),
            ],
            default
        );

    private static EmbeddingAnswer ToAnswer(V1.EmbedResponse response) =>
        new(
            response.Model,
            TeacherMessages.ToRole(response.Variant),
            response.Version,
            [.. response.Embeddings.Select(vector => vector.Values.ToArray())],
            default
        )
        {
            Dimensions = response.Dimensions,
        };

    /// <summary>A ranking; a document that the other server left out, or named twice, makes the answer incomplete.</summary>
    private static RerankAnswer ToAnswer(V1.RerankResponse response, int documents)
    {
        var scores = Enumerable.Repeat(double.NaN, documents).ToArray();
        foreach (var document in response.Results.Where(document => document.Index >= 0 && document.Index < documents))
        {
            scores[document.Index] = document.Score;
        }

        return new RerankAnswer(
            response.Model,
            TeacherMessages.ToRole(response.Variant),
            response.Version,
            [.. response.Results.Select(document => new RankedDocument(document.Index, document.Score))],
            default
        )
        {
            Scores = scores,
        };
    }
}
