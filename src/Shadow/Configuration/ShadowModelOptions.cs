namespace TransformerService.Shadow.Configuration;

/// <summary>Configuration section <c>Shadow:Models:&lt;name&gt;</c>: what goes before the model's model.json.</summary>
public sealed class ShadowModelOptions
{
    /// <summary>Share of the requests that the teacher answers too, 0 to 1.</summary>
    public double? SampleRate { get; set; }

    /// <summary>Texts a second at most, above 0 to 1,000,000.</summary>
    public double? MaxPerSecond { get; set; }

    /// <summary>The rate of disagreement up to which the student holds, above 0 and below 1.</summary>
    public double? Margin { get; set; }
}
