namespace TransformerService.Models.Requests;

/// <summary>A call to order documents by how well they answer a query, through REST, gRPC or in process.</summary>
/// <param name="Query">The query.</param>
/// <param name="Texts">The documents.</param>
public sealed record RerankRequest(string Query, IReadOnlyList<string> Texts) : InferenceRequest(Texts)
{
    public override IReadOnlyList<string> OtherTexts() => [Query];

    /// <summary>How many documents are returned, the best first. Default: all.</summary>
    public int? TopN { get; init; }

    /// <summary>How logits become scores; <see langword="null"/> for the export's own way.</summary>
    public ScoreScale? Scale { get; init; }
}

/// <summary>The documents in their order.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Variant">The variant that answered.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Results">The best documents, best first.</param>
/// <param name="Timing">Where the time went.</param>
public sealed record RerankAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<RankedDocument> Results,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing)
{
    /// <summary>The scores of all documents, in the order of the request; empty for an answer of another server.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];
}

/// <summary>A document in the order.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Score">How well it answers the query: the export's activation, or the logit.</param>
public readonly record struct RankedDocument(int Index, double Score);
