namespace TransformerService.Api.Contracts;

/// <summary>A share of samples, with its 95 % interval.</summary>
public sealed record RateBody
{
    /// <summary>0 to 1; 0 where there are no samples.</summary>
    /// <example>0.021</example>
    public required double Rate { get; init; }

    /// <summary>Lower end of the interval.</summary>
    /// <example>0.012</example>
    public required double Low { get; init; }

    /// <summary>Upper end of the interval.</summary>
    /// <example>0.036</example>
    public required double High { get; init; }

    /// <summary>Samples that it rests on.</summary>
    /// <example>1204</example>
    public required long N { get; init; }
}
