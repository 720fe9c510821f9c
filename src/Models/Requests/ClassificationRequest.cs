namespace TransformerService.Models.Requests;

/// <summary>A call to classify texts, through REST, gRPC or in process.</summary>
/// <param name="Texts">The texts, in the order in which the answers go back.</param>
public sealed record ClassificationRequest(IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    /// <summary>The second text of each pair, as many as there are texts; <see langword="null"/> if the texts are not pairs.</summary>
    public IReadOnlyList<string>? TextPairs { get; init; }

    /// <summary>Number of labels returned per text, best first. Default: 5, at most as many as the model has.</summary>
    public int? TopK { get; init; }
}
