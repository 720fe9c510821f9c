using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Data.Augmentation;

/// <summary>Shares of the pairs that get a changed copy in addition, by kind; together at most 1. A pair has at most one copy.</summary>
public sealed record PairAugmentationOptions
{
    /// <summary>
    /// Copies with a placeholder, an address, a path, code, a foreign word, a symbol or markup on both sides, 0 to 1. Default 0.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Copied { get; init; }

    /// <summary>Copies with other numbers, where both sides have the same ones, 0 to 1. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double Numbers { get; init; }

    /// <summary>Copies in upper case, 0 to 1. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double UpperCase { get; init; }

    /// <summary>Copies in lower case without the mark at the end, 0 to 1. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double LowerCase { get; init; }

    /// <summary>Copies that join two or three pairs, 0 to 1. Default 0.</summary>
    [Range(0.0, 1.0)]
    public double Joined { get; init; }

    /// <summary>The share of pairs that have a copy.</summary>
    internal double Total => Copied + Numbers + UpperCase + LowerCase + Joined;
}
