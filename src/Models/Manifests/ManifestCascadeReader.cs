using TransformerService.Models.Files;

namespace TransformerService.Models.Manifests;

/// <summary>Reads a model.json's <c>cascade</c>.</summary>
internal static class ManifestCascadeReader
{
    private const string Name = "cascade",
        Budget = "budget",
        Alpha = "alpha",
        MaxWait = "maxWait";

    private static readonly string[] KnownFields = [Budget, Alpha, MaxWait];

    /// <summary>Returns the settings, or <see langword="null"/> if there are none.</summary>
    /// <param name="root">The model.json.</param>
    /// <param name="task">The task, if it names one.</param>
    /// <param name="warnings">Receives unknown fields.</param>
    public static ManifestCascade? Read(JsonSection root, ModelTask? task, List<string> warnings)
    {
        if (root.Section(Name, "an object with budget, alpha and maxWait, each of them optional") is not { } section)
        {
            return null;
        }

        if (task is not (null or ModelTask.Translation or ModelTask.TextClassification))
        {
            root.Fault(Name, "left out: a cascade is for the tasks translation and text-classification");
        }

        section.WarnOfUnknown(KnownFields, warnings);
        return new ManifestCascade
        {
            Budget = section.Number(Budget, ShadowRanges.Budget) ?? ManifestCascade.DefaultBudget,
            Alpha = section.Number(Alpha, ShadowRanges.Margin) ?? ManifestCascade.DefaultAlpha,
            MaxWait = TimeOf(section),
        };
    }

    private static TimeSpan TimeOf(JsonSection section)
    {
        if (section.Integer(MaxWait) is not { } milliseconds)
        {
            return ManifestCascade.DefaultMaxWait;
        }

        if (!ShadowRanges.MaxWait.Contains(milliseconds))
        {
            section.Fault(MaxWait, $"an integer {ShadowRanges.MaxWait}, in milliseconds");
        }

        return TimeSpan.FromMilliseconds(milliseconds);
    }
}

/// <summary>A model.json's <c>cascade</c>: when the teacher answers instead of the student.</summary>
public sealed record ManifestCascade
{
    /// <summary>The budget unless model.json sets one.</summary>
    public const double DefaultBudget = 0.1;

    /// <summary>The bound unless model.json sets one.</summary>
    public const double DefaultAlpha = 0.05;

    /// <summary>The wait unless model.json sets one.</summary>
    public static TimeSpan DefaultMaxWait { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest share of texts that the teacher answers, 0 to 0.5.</summary>
    public double Budget { get; init; } = DefaultBudget;

    /// <summary>The share of answers that may differ from the teacher's, above 0 and below 1.</summary>
    public double Alpha { get; init; } = DefaultAlpha;

    /// <summary>How long a request waits for the teacher at most, 1 ms to 60 s.</summary>
    public TimeSpan MaxWait { get; init; } = DefaultMaxWait;
}
