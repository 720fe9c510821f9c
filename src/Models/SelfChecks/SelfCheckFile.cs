using System.Text.Json.Serialization;

namespace TransformerService.Models.SelfChecks;

/// <summary>
/// A golden sample, <c>self-check.json</c> beside an export: what the export answered when it was created. A server that gets other answers
/// does not serve it.
/// </summary>
/// <param name="ContentHash">The content hash of its export, in hex.</param>
/// <param name="Samples">The texts with their answers, 1 to <see cref="MaxSamples"/>.</param>
public sealed record SelfCheckFile(
    [property: JsonRequired] string ContentHash,
    [property: JsonRequired] IReadOnlyList<SelfCheckSample> Samples
)
{
    /// <summary>The file's name.</summary>
    public const string Name = "self-check.json";

    /// <summary>Maximum number of samples; more would make every start slow.</summary>
    public const int MaxSamples = 16;

    /// <summary>Maximum difference between a score and the recorded one: processors round differently. Default 0.02.</summary>
    public double Tolerance { get; init; } = 0.02;

    /// <summary>
    /// The largest difference of a logit between processors. Where another label or token leads by no more, the check warns; if it leads by
    /// more, it fails. Default 0.
    /// </summary>
    public double Margin { get; init; }

    /// <summary>How many answers may be entirely different. Default 0.</summary>
    public int MayDiffer { get; init; }

    /// <summary>Maximum difference between an int8 export's scores and those of its float32 model. Default 0.1.</summary>
    public double MaxDrift { get; init; } = 0.1;
}
