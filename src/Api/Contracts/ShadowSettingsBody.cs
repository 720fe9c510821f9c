namespace TransformerService.Api.Contracts;

/// <summary>Rate, cap and margin of a model's shadow.</summary>
public sealed record ShadowSettingsBody
{
    /// <summary>Share of the requests that are sampled, 0 to 1.</summary>
    /// <example>0.05</example>
    public required double SampleRate { get; init; }

    /// <summary>Texts a second that are sampled at most.</summary>
    /// <example>20</example>
    public required double MaxPerSecond { get; init; }

    /// <summary>How much the student may differ.</summary>
    /// <example>0.05</example>
    public required double Margin { get; init; }
}
