using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;

namespace TransformerService.Shadow.Reporting;

/// <summary>The sums from which a metric's mean and interval are computed.</summary>
internal readonly record struct MetricSum(long Count, double Sum, double SumOfSquares)
{
    public static MetricSum operator +(MetricSum left, MetricSum right) =>
        new(left.Count + right.Count, left.Sum + right.Sum, left.SumOfSquares + right.SumOfSquares);

    public static MetricSum Of(double value) => new(1, value, value * value);

    /// <summary>The mean. For a metric that is 0 or 1 it is a share, and has a share's interval.</summary>
    public MeanEstimate Estimate(string metric)
    {
        if (!ShadowMetrics.IsShare(metric))
        {
            return Interval.Mean(Count, Sum, SumOfSquares);
        }

        var share = Interval.Of(new DifferenceCount((long)Math.Round(Sum), Count));
        return new MeanEstimate(share.Rate, share.Low, share.High, share.N);
    }
}
