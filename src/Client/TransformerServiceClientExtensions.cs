namespace TransformerService.Client;

/// <summary>Short forms of the most frequent calls.</summary>
public static class TransformerServiceClientExtensions
{
    /// <summary>Translates one text.</summary>
    /// <param name="client">The client.</param>
    /// <param name="text">The text.</param>
    /// <param name="source">The language of the text, e.g. en. Default: the model's.</param>
    /// <param name="target">The language to translate to, e.g. fr. Default: the model's.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<Translation> TranslateAsync(
        this ITransformerServiceClient client,
        string text,
        string? source = null,
        string? target = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        var request = new TranslateRequest
        {
            Text = [text],
            Source = source,
            Target = target,
        };
        return Only((await client.TranslateAsync(request, cancellationToken).ConfigureAwait(false)).Translations);
    }

    /// <summary>Classifies one text.</summary>
    /// <param name="client">The client.</param>
    /// <param name="text">The text.</param>
    /// <param name="model">The model's name. Default: the only classification model, or the configured one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<Classification> ClassifyAsync(
        this ITransformerServiceClient client,
        string text,
        string? model = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        var request = new ClassifyRequest { Text = [text], Model = model };
        return Only((await client.ClassifyAsync(request, cancellationToken).ConfigureAwait(false)).Results);
    }

    /// <summary>Returns the vector of one text.</summary>
    /// <param name="client">The client.</param>
    /// <param name="text">The text.</param>
    /// <param name="model">The model's name. Default: the only embedding model.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<ReadOnlyMemory<float>> EmbedAsync(
        this ITransformerServiceClient client,
        string text,
        string? model = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        var request = new EmbedRequest { Text = [text], Model = model };
        return Only((await client.EmbedAsync(request, cancellationToken).ConfigureAwait(false)).Embeddings);
    }

    private static T Only<T>(IReadOnlyList<T> answers) =>
        answers.Count == 1
            ? answers[0]
            : throw new TransformerServiceException(
                TransformerServiceErrors.InvalidAnswer,
                $"The server sent {answers.Count} answers to one text."
            );
}
