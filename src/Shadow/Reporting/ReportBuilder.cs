using TransformerService.Evaluation.Metrics;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;

namespace TransformerService.Shadow.Reporting;

/// <summary>Builds a report from totals.</summary>
public static class ReportBuilder
{
    /// <summary>The most pairs of labels that a report names.</summary>
    public const int MaxConfusionEntries = 20;

    /// <summary>The most hours that a report has.</summary>
    public const int MostHours = 7 * 24;

    /// <param name="hours">The totals of this pair of versions, in any order.</param>
    /// <param name="now">The time of the report.</param>
    /// <param name="runtime">What the report needs beside the totals.</param>
    public static ShadowReport Build(IReadOnlyList<HourlyTotals> hours, DateTimeOffset now, ShadowRuntime runtime)
    {
        var all = Sum(hours);
        DifferenceCount? noise = runtime.MeasuresNoise ? all.Noise : null;
        (var low, var high) = Verdict.Bounds(all.Student, noise);
        return new ShadowReport(
            runtime.Model,
            runtime.Student,
            runtime.Teacher,
            runtime.Settings.SampleRate,
            all.Sampled,
            all.Student.Total,
            all.Dropped,
            all.Failed,
            runtime.Queue,
            Verdict.Of(all.Student, noise, runtime.Settings.Margin),
            runtime.Settings.Margin,
            new ShadowBounds(Math.Max(0, low), Math.Max(0, high)),
            runtime.Since,
            Interval.Excess(all.Student, all.Noise),
            Interval.Of(all.Noise),
            Metrics(all),
            [
                Window("1h", StartOfHour(now - TimeSpan.FromHours(1)), hours),
                Window("24h", StartOfHour(now - TimeSpan.FromHours(24)), hours),
                Window("version", runtime.Since, all),
            ],
            Slices(all),
            all.Labels.Count == 0 ? null : Confusion(all),
            all.Labels.Count == 0 ? null : Calibration(all.Calibration)
        )
        {
            Repeated = all.Repeated,
            History = History(hours, runtime.MeasuresNoise),
            Canary = runtime.Canary is (var against, var margin, var maxRatio)
                ? CanaryEvidence.Of(against, all.Paired.GetValueOrDefault(against), margin) with
                {
                    Latency = maxRatio is { } ratio ? LatencyEvidence.Of(ratio, all.Timed.GetValueOrDefault((against, ratio))) : null,
                }
                : null,
        };
    }

    private static ShadowHour[] History(IReadOnlyList<HourlyTotals> hours, bool measuresNoise)
    {
        var found = new List<ShadowHour>();
        DifferenceCount student = default,
            noise = default;
        foreach (var hour in hours.GroupBy(one => one.Hour).OrderBy(one => one.Key))
        {
            DifferenceCount own = default,
                ownNoise = default;
            foreach (var part in hour)
            {
                own += part.Totals.Student;
                ownNoise += part.Totals.Noise;
            }

            student += own;
            noise += ownNoise;
            if (own.Total > 0)
            {
                (var low, var high) = Verdict.Bounds(student, measuresNoise ? noise : null);
                found.Add(
                    new ShadowHour(
                        hour.Key,
                        Interval.Excess(own, ownNoise),
                        new ShadowBounds(Math.Max(0, low), Math.Max(0, high)),
                        student.Total
                    )
                );
            }
        }

        return [.. found.TakeLast(MostHours)];
    }

    private static ShadowTotals Sum(IEnumerable<HourlyTotals> hours)
    {
        var sum = new ShadowTotals();
        foreach (var hour in hours)
        {
            sum.Merge(hour.Totals);
        }

        return sum;
    }

    private static ShadowWindow Window(string name, DateTimeOffset from, IReadOnlyList<HourlyTotals> hours) =>
        Window(name, from, Sum(hours.Where(hour => hour.Hour >= from)));

    private static ShadowWindow Window(string name, DateTimeOffset from, ShadowTotals totals) =>
        new(name, from, Interval.Excess(totals.Student, totals.Noise), Interval.Of(totals.Noise), Metrics(totals));

    private static DateTimeOffset StartOfHour(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private static SortedDictionary<string, MeanEstimate> Metrics(ShadowTotals totals) =>
        new(totals.Metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Estimate(metric.Key)), StringComparer.Ordinal);

    private static ShadowSlice[] Slices(ShadowTotals totals) =>
        [
            .. totals
                .Slices.Select(slice => (slice.Key, Estimate: Interval.Of(slice.Value)))
                .OrderByDescending(slice => slice.Estimate.Low)
                .ThenByDescending(slice => slice.Estimate.Rate)
                .ThenBy(slice => slice.Key, StringComparer.Ordinal)
                .Select(slice => new ShadowSlice(
                    slice.Key,
                    slice.Estimate.Rate,
                    slice.Estimate.Low,
                    slice.Estimate.High,
                    slice.Estimate.N
                )),
        ];

    private static ConfusionEntry[] Confusion(ShadowTotals totals) =>
        [
            .. totals
                .Labels.Where(pair => pair.Key.Student != pair.Key.Teacher)
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key.Student, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Teacher, StringComparer.Ordinal)
                .Take(MaxConfusionEntries)
                .Select(pair => new ConfusionEntry(pair.Key.Student, pair.Key.Teacher, pair.Value)),
        ];

    private static ShadowCalibration Calibration(CalibrationBins bins) =>
        new(
            bins.ExpectedError,
            bins.Total,
            [
                .. Enumerable
                    .Range(0, bins.Counts.Count)
                    .Where(bin => bins.Counts[bin] > 0)
                    .Select(bin => new CalibrationBin(
                        (double)bin / bins.Counts.Count,
                        (bin + 1.0) / bins.Counts.Count,
                        bins.Confidence[bin] / bins.Counts[bin],
                        (double)bins.Right[bin] / bins.Counts[bin],
                        bins.Counts[bin]
                    )),
            ]
        );
}
