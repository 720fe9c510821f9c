using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Statistics;

/// <summary>
/// Whether a canary takes more than a given multiple of the current version's time, by a sign test: both answer one text, and what counts
/// is on how many texts the canary takes longer than that. If it does so on at most half of them, the chance that it is ever called slow is
/// at most 5 %, however often one looks. A few very slow runs count no more than others, and nothing is assumed about how times are
/// distributed.
/// </summary>
public static class LatencyEvidence
{
    /// <summary>Texts that must be timed before a canary is called slow.</summary>
    public const int MinTexts = 20;

    private const double Half = 0.5;

    private static readonly double Limit = -Math.Log(PairedSequence.Alpha);

    /// <summary>What some timed texts say.</summary>
    /// <param name="maxRatio">The multiple.</param>
    /// <param name="slower">The texts, and those on which the canary took longer than the multiple.</param>
    public static CanaryLatency Of(double maxRatio, DifferenceCount slower) =>
        new(
            maxRatio,
            slower.Total,
            slower.Differing,
            slower.Total >= MinTexts && slower.Rate > Half && new RateSequence(slower).LogEvidence(Half) >= Limit
        );
}
