namespace TransformerService.Api.Contracts;

/// <summary>A mean over samples, with its 95 % interval.</summary>
public sealed record MeanBody
{
    /// <summary>In the metric's own unit.</summary>
    /// <example>91.4</example>
    public required double Mean { get; init; }

    /// <summary>Lower end of the interval; left out where one sample tells none.</summary>
    /// <example>90.2</example>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval, likewise.</summary>
    /// <example>92.6</example>
    public double? High { get; init; }

    /// <summary>Samples that it rests on.</summary>
    /// <example>1204</example>
    public required long N { get; init; }
}
