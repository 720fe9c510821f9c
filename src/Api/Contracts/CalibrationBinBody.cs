namespace TransformerService.Api.Contracts;

/// <summary>Samples whose best student score lies in one range.</summary>
public sealed record CalibrationBinBody
{
    /// <summary>The range's lower end, not in it.</summary>
    /// <example>0.9</example>
    public required double From { get; init; }

    /// <summary>The range's upper end, in it.</summary>
    /// <example>1</example>
    public required double To { get; init; }

    /// <summary>Mean of the student's best score.</summary>
    /// <example>0.97</example>
    public required double Confidence { get; init; }

    /// <summary>Share of the samples in which the teacher gave the same label.</summary>
    /// <example>0.95</example>
    public required double Agreement { get; init; }

    /// <summary>Samples.</summary>
    /// <example>801</example>
    public required long N { get; init; }
}
