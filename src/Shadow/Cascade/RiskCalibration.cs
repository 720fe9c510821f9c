using TransformerService.Evaluation.Metrics;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;

namespace TransformerService.Shadow.Cascade;

/// <summary>
/// From which risk on the teacher is asked. What is bounded is the share of all answers that differ from the teacher's although they are
/// served: an escalated answer is the teacher's own. That share only grows with the threshold, so the largest threshold whose upper bound
/// is at most α controls it (risk-controlling prediction sets, Bates et al. 2021, https://arxiv.org/abs/2101.02703), here with the exact
/// bound of a binomial. The risk is fitted on one half of the findings, and the threshold is chosen on the other.
/// </summary>
/// <param name="Risk">The risk.</param>
/// <param name="Threshold">Answers of a higher risk are escalated.</param>
/// <param name="Report">What the findings guarantee at this threshold.</param>
internal sealed record RiskCalibration(RiskModel Risk, double Threshold, CascadeFit Report)
{
    /// <summary>The chance that the bound does not hold.</summary>
    public const double Delta = 0.05;

    /// <summary>Findings below which nothing is calibrated.</summary>
    public const int LeastFindings = 200;

    /// <summary>Points of the curve.</summary>
    private const int MostPoints = 20;

    /// <summary>The chance is divided between the two thresholds, of α and of the budget.</summary>
    private const double DeltaOfEach = Delta / 2;

    /// <summary>Calibrates on findings; <see langword="null"/> if there are too few.</summary>
    /// <param name="findings">Findings of one pair of versions.</param>
    /// <param name="budget">The largest share of answers to escalate.</param>
    /// <param name="alpha">The largest share of answers that may differ.</param>
    /// <param name="at">When the newest of the findings was made.</param>
    public static RiskCalibration? Of(IReadOnlyList<RiskFinding> findings, double budget, double alpha, DateTimeOffset at)
    {
        RiskFinding[] fitted = [.. findings.Where(finding => finding.IsForFit)],
            held = [.. findings.Where(finding => !finding.IsForFit)];
        if (findings.Count < LeastFindings || Math.Min(fitted.Length, held.Length) < LeastFindings / 4)
        {
            return null;
        }

        var risk = RiskModel.Fit(fitted);
        var order = held.Select(finding => (Risk: risk.Of(finding.Signs), finding.Differs)).OrderBy(finding => finding.Risk).ToArray();

        // Chosen on the half of the fit, the budget's threshold does not depend on the findings that bound its rate.
        var ofBudget = Quantile([.. fitted.Select(finding => risk.Of(finding.Signs)).Order()], 1 - budget);
        var ofAlpha = Controlling(order, alpha);
        var threshold = Math.Max(ofBudget, ofAlpha);
        var served = Served(order, threshold);
        var guaranteed = ofAlpha >= ofBudget ? alpha : BinomialBound.Upper(served.Differing, served.Total, DeltaOfEach);
        return new RiskCalibration(
            risk,
            threshold,
            new CascadeFit(
                at,
                findings.Count,
                risk.IsFitted,
                threshold,
                Share(order, threshold),
                new CascadeBound(alpha, guaranteed, guaranteed <= alpha),
                [
                    .. Enumerable
                        .Range(0, MostPoints)
                        .Select(point => point / (double)MostPoints)
                        .Select(escalated => Point(order, Quantile([.. order.Select(one => one.Risk)], 1 - escalated)))
                        .DistinctBy(point => point.Threshold),
                ]
            )
        );
    }

    /// <summary>The largest threshold whose upper bound is at most α; below every risk if there is none.</summary>
    private static double Controlling((double Risk, bool Differs)[] order, double alpha)
    {
        var most = BinomialBound.MostEvents(order.Length, alpha, DeltaOfEach);
        if (most < 0)
        {
            return -1;
        }

        foreach (var finding in order)
        {
            if (finding.Differs && most-- <= 0)
            {
                return Math.BitDecrement(finding.Risk);
            }
        }

        return 1;
    }

    /// <summary>The least threshold that leaves at least a share of the answers to the student.</summary>
    private static double Quantile(double[] risks, double share)
    {
        var place = (int)Math.Ceiling((share * risks.Length) - 1e-9) - 1;
        return place < 0 ? -1 : risks[place];
    }

    private static CascadePoint Point((double Risk, bool Differs)[] order, double threshold)
    {
        var served = Served(order, threshold);
        return new CascadePoint(threshold, Share(order, threshold), served.Rate);
    }

    /// <summary>The answers that would differ and be served, of all answers.</summary>
    private static DifferenceCount Served((double Risk, bool Differs)[] order, double threshold) =>
        new(order.Count(finding => finding.Differs && finding.Risk <= threshold), order.Length);

    private static double Share((double Risk, bool Differs)[] order, double threshold) =>
        order.Count(finding => finding.Risk > threshold) / (double)order.Length;
}
