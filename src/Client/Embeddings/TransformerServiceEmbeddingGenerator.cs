using Microsoft.Extensions.AI;

namespace TransformerService.Client;

/// <summary>Microsoft.Extensions.AI's embedding generator on the server's embedding models.</summary>
/// <param name="client">The client.</param>
/// <param name="model">The model's name where a call names none. Default: the server's only embedding model.</param>
public sealed class TransformerServiceEmbeddingGenerator(ITransformerServiceClient client, string? model = null)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("TransformerService", defaultModelId: model);

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        if (texts.Length == 0)
        {
            return [];
        }

        var request = new EmbedRequest
        {
            Text = texts,
            Model = options?.ModelId ?? model,
            Dimensions = options?.Dimensions,
        };
        var answer = await client.EmbedAsync(request, cancellationToken).ConfigureAwait(false);
        var tokens = answer.InputTokens.Sum(count => (long)count);
        return new(answer.Embeddings.Select(vector => new Embedding<float>(vector) { ModelId = answer.Model }))
        {
            Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(client) ? client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the client is its creator's.</summary>
    public void Dispose() { }
}
