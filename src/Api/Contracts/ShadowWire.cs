using TransformerService.Shadow;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Store;

namespace TransformerService.Api.Contracts;

/// <summary>Translates the shadow's records into the bodies of <c>/v1/models/{name}/shadow</c>.</summary>
internal static class ShadowWire
{
    public const string Available = "available",
        Unavailable = "unavailable";

    public static ShadowBody ToBody(ShadowStatus state) =>
        ToBody(state.Report) with
        {
            Teacher = ToBody(state.Report.Teacher, state.TeacherDetail),
            MaxPerSecond = state.MaxPerSecond,
            Store = ToBody(state.Store),
        };

    /// <summary>A report of a replay, which has no store and no cap.</summary>
    public static ShadowBody ToBody(ShadowReport report) =>
        new()
        {
            Model = report.Model,
            Student = ToBody(report.Student, null),
            Teacher = ToBody(report.Teacher, null),
            SampleRate = report.SampleRate,
            Sampled = report.Sampled,
            Compared = report.Compared,
            Repeated = report.Repeated,
            Dropped = report.Dropped,
            Failed = report.Failed,
            Queue = new ShadowQueueBody { Length = report.Queue.Length, Capacity = report.Queue.Capacity },
            Verdict = report.Verdict,
            Margin = report.Margin,
            Bounds = new ShadowBoundsBody { Low = report.Bounds.Low, High = report.Bounds.High },
            Since = report.Since,
            Difference = ToBody(report.Difference),
            Noise = ToBody(report.Noise),
            Metrics = ToBody(report.Metrics),
            Windows = [.. report.Windows.Select(ToBody)],
            History = [.. report.History.Select(ToBody)],
            Slices = [.. report.Slices.Select(ToBody)],
            Confusion = report.Confusion is null ? null : [.. report.Confusion.Select(ToBody)],
            Calibration = report.Calibration is null ? null : ToBody(report.Calibration),
            Canary = report.Canary is null ? null : ToBody(report.Canary),
            Cascade = report.Cascade is null ? null : CascadeWire.ToBody(report.Cascade),
        };

    public static CanaryComparisonBody ToBody(CanaryComparison canary) =>
        new()
        {
            Against = canary.Against,
            Compared = canary.Compared,
            OnlyCanaryDiffers = canary.OnlyCanaryDiffers,
            OnlyCurrentDiffers = canary.OnlyCurrentDiffers,
            Excess = canary.Excess,
            Bounds = new ShadowBoundsBody { Low = canary.Bounds.Low, High = canary.Bounds.High },
            Margin = canary.Margin,
            Verdict = canary.Verdict,
            Latency = canary.Latency is { } latency
                ? new CanaryLatencyBody
                {
                    MaxRatio = latency.MaxRatio,
                    Compared = latency.Compared,
                    Slower = latency.Slower,
                    Slow = latency.IsSlow,
                }
                : null,
        };

    public static ShadowSettingsBody ToBody(ShadowSettings settings) =>
        new()
        {
            SampleRate = settings.SampleRate,
            MaxPerSecond = settings.MaxPerSecond,
            Margin = settings.Margin,
        };

    public static DisagreementBody ToBody(KeptSample disagreement) =>
        new()
        {
            Id = disagreement.Id,
            At = disagreement.At,
            Model = disagreement.Model,
            StudentVersion = disagreement.StudentVersion,
            TeacherVersion = disagreement.TeacherVersion,
            Severity = disagreement.Severity,
            Metrics = disagreement.Metrics,
            Slices = disagreement.Slices,
            Source = ToBody(disagreement.Source),
            Pair = disagreement.Pair is null ? null : ToBody(disagreement.Pair),
            Student = ToBody(disagreement.Student),
            Teacher = ToBody(disagreement.Teacher),
        };

    private static ShadowVariantBody ToBody(ShadowVariant variant, string? detail) =>
        new()
        {
            Variant = variant.Variant,
            Version = variant.Version,
            State = variant.State,
            Detail = detail,
        };

    private static RateBody ToBody(RateEstimate rate) =>
        new()
        {
            Rate = rate.Rate,
            Low = rate.Low,
            High = rate.High,
            N = rate.N,
        };

    private static Dictionary<string, MeanBody> ToBody(IReadOnlyDictionary<string, MeanEstimate> metrics) =>
        metrics.ToDictionary(
            metric => metric.Key,
            metric => new MeanBody
            {
                Mean = metric.Value.Mean,
                Low = metric.Value.Low,
                High = metric.Value.High,
                N = metric.Value.N,
            }
        );

    private static ShadowWindowBody ToBody(ShadowWindow window) =>
        new()
        {
            Window = window.Window,
            From = window.From,
            Difference = ToBody(window.Difference),
            Noise = ToBody(window.Noise),
            Metrics = ToBody(window.Metrics),
        };

    private static ShadowHourBody ToBody(ShadowHour hour) =>
        new()
        {
            Hour = hour.Hour,
            Difference = ToBody(hour.Difference),
            Bounds = new ShadowBoundsBody { Low = hour.Bounds.Low, High = hour.Bounds.High },
            Compared = hour.Compared,
        };

    private static ShadowSliceBody ToBody(ShadowSlice slice) =>
        new()
        {
            Slice = slice.Slice,
            Rate = slice.Rate,
            Low = slice.Low,
            High = slice.High,
            N = slice.N,
        };

    private static ConfusionBody ToBody(ConfusionEntry entry) =>
        new()
        {
            Student = entry.Student,
            Teacher = entry.Teacher,
            Count = entry.Count,
        };

    private static CalibrationBody ToBody(ShadowCalibration calibration) =>
        new()
        {
            ExpectedError = calibration.ExpectedError,
            N = calibration.N,
            Bins =
            [
                .. calibration.Bins.Select(bin => new CalibrationBinBody
                {
                    From = bin.From,
                    To = bin.To,
                    Confidence = bin.Confidence,
                    Agreement = bin.Agreement,
                    N = bin.N,
                }),
            ],
        };

    private static KeptTextBody ToBody(KeptText text) =>
        new()
        {
            Length = text.Length,
            Hash = text.Hash,
            Score = text.Score,
            Text = text.Text,
        };

    private static ShadowStoreBody ToBody(StoreStatus store) =>
        new()
        {
            Kind = store.Kind,
            State = store.IsAvailable ? Available : Unavailable,
            Failures = store.Failures,
            LostSamples = store.LostSamples,
            Unwritten = store.Unwritten,
            LostInCrashes = store.LostInCrashes,
        };
}
