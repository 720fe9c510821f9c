using TransformerService.Models.Manifests;

namespace TransformerService.Shadow.Configuration;

/// <summary>
/// Configuration section <c>Shadow:Models:&lt;name&gt;</c>: settings of one model. They take precedence over its model.json.
/// </summary>
public sealed class ShadowModelOptions
{
    /// <summary>
    /// Share of the requests that the teacher answers too, 0 to 1. Default none: as model.json says, otherwise
    /// <see cref="ShadowOptions.SampleRate"/>.
    /// </summary>
    [SampleRateRange]
    public double? SampleRate { get; set; }

    /// <summary>
    /// Texts a second at most, above 0 to 1,000,000. Default none: as model.json says, otherwise <see cref="ShadowOptions.MaxPerSecond"/>.
    /// </summary>
    [MaxPerSecondRange]
    public double? MaxPerSecond { get; set; }

    /// <summary>
    /// The rate of disagreement up to which the student holds, above 0 and below 1. Default none: as model.json says, otherwise
    /// <see cref="ShadowOptions.Margin"/>.
    /// </summary>
    [MarginRange]
    public double? Margin { get; set; }

    /// <summary>
    /// The largest share of texts that the teacher answers instead of the student, 0 to 0.5; with 0 it never does. Default none: as the
    /// cascade in model.json says.
    /// </summary>
    [BudgetRange]
    public double? CascadeBudget { get; set; }

    /// <summary>
    /// The share of answers that may differ from the teacher's, above 0 and below 1. Default none: as the cascade in model.json says,
    /// otherwise 0.05.
    /// </summary>
    [MarginRange]
    public double? CascadeAlpha { get; set; }
}
