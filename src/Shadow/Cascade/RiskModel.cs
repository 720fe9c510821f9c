using TransformerService.Evaluation.Metrics;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Sampling;

namespace TransformerService.Shadow.Cascade;

/// <summary>
/// The risk that a student's answer differs from the teacher's, by the signs of the answer: a logistic regression on findings, or the risk
/// that the student itself states.
/// </summary>
internal sealed class RiskModel
{
    /// <summary>Findings of either kind, differing and not, below which nothing is fitted.</summary>
    public const int LeastOfEach = 5;

    /// <summary>Signs beyond so many standard deviations say no more than at the bound.</summary>
    private const double MostDeviations = 6;

    private readonly double[]? _weights;
    private readonly double[] _means;
    private readonly double[] _deviations;
    private readonly double _bias;

    private RiskModel(double[] means, double[] deviations, double bias, double[]? weights) =>
        (_means, _deviations, _bias, _weights) = (means, deviations, bias, weights);

    /// <summary>The risk that the student itself states.</summary>
    public static RiskModel Own { get; } = new([], [], 0, null);

    /// <summary>Whether it was fitted on findings.</summary>
    public bool IsFitted => _weights is not null;

    /// <summary>Fits the weights. Where they do not tell the findings apart better than their mean does, it is <see cref="Own"/>.</summary>
    /// <param name="findings">The findings, whose signs are of one task.</param>
    public static RiskModel Fit(IReadOnlyList<RiskFinding> findings)
    {
        var differing = findings.Count(finding => finding.Differs);
        if (differing < LeastOfEach || findings.Count - differing < LeastOfEach)
        {
            return Own;
        }

        var width = findings[0].Signs.Length;
        double[] means = [.. Enumerable.Range(0, width).Select(sign => findings.Average(finding => Finite(finding.Signs[sign])))];
        double[] deviations =
        [
            .. Enumerable
                .Range(0, width)
                .Select(sign => Math.Sqrt(findings.Average(finding => Math.Pow(Finite(finding.Signs[sign]) - means[sign], 2)))),
        ];
        double[][] rows = [.. findings.Select(finding => Standard(finding.Signs, means, deviations))];
        double[] targets = [.. findings.Select(finding => finding.Differs ? 1.0 : 0)];
        var (bias, weights) = LogisticFit.Run(rows, targets);
        var fitted = new RiskModel(means, deviations, bias, weights);
        var rate = (double)differing / findings.Count;
        var isBetter = double.IsFinite(bias) && Array.TrueForAll(weights, double.IsFinite) && Loss(fitted.Of) < Loss(_ => rate);
        return isBetter ? fitted : Own;

        double Loss(Func<double[], double> risk) =>
            findings.Average(finding => -Math.Log(Math.Clamp(finding.Differs ? risk(finding.Signs) : 1 - risk(finding.Signs), 1e-12, 1)));
    }

    /// <summary>The risk, 0 to 1; never NaN.</summary>
    public double Of(double[] signs)
    {
        if (_weights is null || signs.Length != _weights.Length)
        {
            return Math.Clamp(Finite(signs[RiskSigns.OwnRisk]), 0, 1);
        }

        var sum = _bias;
        var standard = Standard(signs, _means, _deviations);
        for (var sign = 0; sign < standard.Length; sign++)
        {
            sum += _weights[sign] * standard[sign];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    /// <summary>A sign that never varied says nothing.</summary>
    private static double[] Standard(double[] signs, double[] means, double[] deviations)
    {
        var standard = new double[signs.Length];
        for (var sign = 0; sign < signs.Length; sign++)
        {
            standard[sign] =
                deviations[sign] < 1e-9
                    ? 0
                    : Math.Clamp((Finite(signs[sign]) - means[sign]) / deviations[sign], -MostDeviations, MostDeviations);
        }

        return standard;
    }

    private static double Finite(double sign) => double.IsNaN(sign) ? 0 : Math.Clamp(sign, -1e6, 1e6);
}
