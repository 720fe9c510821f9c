namespace TransformerService.Distillation.Recipes;

/// <summary>The description of a model in model.json and the model cards, besides its measured figures.</summary>
public sealed record ModelDescription
{
    /// <summary>What the model is for, in a sentence.</summary>
    public string? Summary { get; init; }

    /// <summary>The licence of the weights and the terms of the data.</summary>
    public string? License { get; init; }

    /// <summary>The corpora, with their sources and licences, one per line.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Known weaknesses, one per line.</summary>
    public IReadOnlyList<string> Weaknesses { get; init; } = [];
}
