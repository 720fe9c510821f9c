namespace TransformerService.Models.Manifests;

/// <summary>A model.json's <c>shadow</c>: how the teacher checks this model's student. What is left out is the configuration's.</summary>
public sealed record ManifestShadow
{
    /// <summary>Share of the requests that the teacher answers too, 0 to 1.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Texts a second at most, above 0 to 1,000,000.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>The rate of disagreement up to which the student holds, above 0 and below 1.</summary>
    public double? Margin { get; init; }
}
