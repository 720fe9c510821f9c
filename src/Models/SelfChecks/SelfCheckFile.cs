using System.Text.Json.Serialization;

namespace TransformerService.Models.SelfChecks;

/// <summary>
/// A golden sample, <c>self-check.json</c> beside an export: what the export answered when it was made. A server that gets other answers
/// does not let it take over.
/// </summary>
/// <param name="ContentHash">The export that it was made for, in hex.</param>
/// <param name="Samples">The texts with their answers, 1 to <see cref="MaxSamples"/>.</param>
public sealed record SelfCheckFile(
    [property: JsonRequired] string ContentHash, [property: JsonRequired] IReadOnlyList<SelfCheckSample> Samples)
{
    /// <summary>The file's name.</summary>
    public const string Name = "self-check.json";

    /// <summary>More would make every start slow.</summary>
    public const int MaxSamples = 16;

    /// <summary>How far a score may be from the one that is written down: processors round differently. Default 0.02.</summary>
    public double Tolerance { get; init; } = 0.02;

    /// <summary>
    /// The largest difference of a logit between processors. Where another label or token leads by no more, the check warns; where it leads by
    /// more, it fails. Default 0.
    /// </summary>
    public double Margin { get; init; }

    /// <summary>How many answers may be others altogether. Default 0.</summary>
    public int MayDiffer { get; init; }

    /// <summary>How far an int8 export's scores may be from those of its float32 model. Default 0.1.</summary>
    public double MaxDrift { get; init; } = 0.1;
}
