using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Alignment;

/// <summary>How a student's lexical shortlist is made.</summary>
public sealed record ShortlistOptions
{
    /// <summary>The most frequent target pieces, which every translation may use, 0 to 60,000. Default 100.</summary>
    [Range(0, 60_000)]
    public int Frequent { get; init; } = 100;

    /// <summary>The most target pieces of a source piece, besides those of every translation, 1 to 1,000. Default 50.</summary>
    [Range(1, 1_000)]
    public int Candidates { get; init; } = 50;

    /// <summary>The least probability of a candidate, 0 to 1. Default 0.0005.</summary>
    [Range(0.0, 1.0)]
    public double Least { get; init; } = 0.0005;

    /// <summary>Iterations of IBM's model 1, 1 to 100. Default 5.</summary>
    [Range(1, 100)]
    public int Iterations { get; init; } = 5;

    /// <summary>The most pairs to align, evenly spread over the training's, 1 to 100,000,000. Default 1,000,000.</summary>
    [Range(1, 100_000_000)]
    public int Pairs { get; init; } = 1_000_000;
}
