namespace TransformerService.Api.Contracts;

/// <summary>The models that the server has.</summary>
public sealed record ModelsBody
{
    /// <summary>All models by name, also those that are loading or failed.</summary>
    public required IReadOnlyList<ModelBody> Models { get; init; }
}
