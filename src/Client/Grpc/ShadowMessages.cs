using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of the shadow calls and the client's records.</summary>
internal static class ShadowMessages
{
    public static V1.GetShadowReportRequest ToMessage(string model, string? version)
    {
        var message = new V1.GetShadowReportRequest { Name = model };
        MessageValues.Set(version, value => message.Version = value);
        return message;
    }

    public static V1.SetShadowRequest ToMessage(string model, ShadowChange change)
    {
        var message = new V1.SetShadowRequest { Name = model };
        MessageValues.Set(change.SampleRate, value => message.SampleRate = value);
        MessageValues.Set(change.MaxPerSecond, value => message.MaxPerSecond = value);
        MessageValues.Set(change.Margin, value => message.Margin = value);
        return message;
    }

    public static V1.ListDisagreementsRequest ToMessage(string model, DisagreementQuery? query)
    {
        var message = new V1.ListDisagreementsRequest { Name = model, Since = Time(query?.Since) };
        MessageValues.Set(query?.MinSeverity, value => message.MinSeverity = value);
        MessageValues.Set(query?.Limit, value => message.Limit = value);
        MessageValues.Set(query?.Cursor, value => message.Cursor = value);
        return message;
    }

    public static V1.ExportShadowRequest ToMessage(string model, DateTimeOffset? since, double? minSeverity)
    {
        var message = new V1.ExportShadowRequest { Name = model, Since = Time(since) };
        MessageValues.Set(minSeverity, value => message.MinSeverity = value);
        return message;
    }

    public static ShadowSettings Read(V1.ShadowSettings message) =>
        new()
        {
            SampleRate = message.SampleRate,
            MaxPerSecond = message.MaxPerSecond,
            Margin = message.Margin,
        };

    public static ShadowReport Read(V1.ShadowReport message) =>
        new()
        {
            Model = message.Model,
            Student = Read(message.Student),
            Teacher = Read(message.Teacher),
            SampleRate = message.SampleRate,
            MaxPerSecond = message.MaxPerSecond,
            Sampled = message.Sampled,
            Compared = message.Compared,
            Repeated = message.Repeated,
            Dropped = message.Dropped,
            Failed = message.Failed,
            Queue = new ShadowQueue { Length = message.QueueLength, Capacity = message.QueueCapacity },
            Verdict = EnumMessages.Read(message.Verdict),
            Margin = message.Margin,
            Bounds = new ShadowBounds { Low = message.BoundsLow, High = message.BoundsHigh },
            Since = message.Since.ToDateTimeOffset(),
            Difference = Read(message.Difference),
            Noise = Read(message.Noise),
            Metrics = Read(message.Metrics),
            Windows = [.. message.Windows.Select(Read)],
            History = [.. message.History.Select(Read)],
            Slices = [.. message.Slices.Select(Read)],
            Confusion = message.Calibration is null ? null : [.. message.Confusion.Select(Read)],
            Calibration = message.Calibration is { } calibration ? Read(calibration) : null,
            Canary = message.Canary is { } canary ? Read(canary) : null,
            Cascade = message.Cascade is { } cascade ? CascadeMessages.Read(cascade) : null,
            Store = message.Store is { } store ? Read(store) : null,
        };

    public static CanaryComparison Read(V1.CanaryComparison message) =>
        new()
        {
            Against = message.Against,
            Compared = message.Compared,
            OnlyCanaryDiffers = message.OnlyCanaryDiffers,
            OnlyCurrentDiffers = message.OnlyCurrentDiffers,
            Excess = message.Excess,
            Bounds = new ShadowBounds { Low = message.BoundsLow, High = message.BoundsHigh },
            Margin = message.Margin,
            Verdict = EnumMessages.Read(message.Verdict),
            Latency = message.Latency is { } latency
                ? new CanaryLatency
                {
                    MaxRatio = latency.MaxRatio,
                    Compared = latency.Compared,
                    Slower = latency.Slower,
                    Slow = latency.Slow,
                }
                : null,
        };

    public static Disagreement Read(V1.Disagreement message) =>
        new()
        {
            Id = message.Id,
            At = message.At.ToDateTimeOffset(),
            Model = message.Model,
            StudentVersion = message.StudentVersion,
            TeacherVersion = message.TeacherVersion,
            Severity = message.Severity,
            Metrics = message.Metrics.ToDictionary(),
            Slices = [.. message.Slices],
            Source = Read(message.Source),
            Pair = message.Pair is { } pair ? Read(pair) : null,
            Student = Read(message.Student),
            Teacher = Read(message.Teacher),
        };

    public static TrainingExample Read(V1.TrainingExample message) =>
        new()
        {
            Source = message.Source,
            Pair = message.HasPair ? message.Pair : null,
            Target = message.Target,
            Student = message.Student,
            Severity = message.Severity,
            Weight = message.Weight,
            Sample = message.Sample,
            Probability = message.Probability,
        };

    private static Timestamp? Time(DateTimeOffset? time) => time is { } present ? Timestamp.FromDateTimeOffset(present) : null;

    private static ShadowSide Read(V1.ShadowSide message) =>
        new()
        {
            Variant = message.Variant,
            Version = message.HasVersion ? message.Version : null,
            State = EnumMessages.Read(message.State),
            Detail = message.HasDetail ? message.Detail : null,
        };

    private static RateEstimate Read(V1.Rate message) =>
        new()
        {
            Rate = message.Rate_,
            Low = message.Low,
            High = message.High,
            N = message.N,
        };

    private static Dictionary<string, MeanEstimate> Read(MapField<string, V1.Mean> metrics) =>
        metrics.ToDictionary(
            metric => metric.Key,
            metric => new MeanEstimate
            {
                Mean = metric.Value.Mean_,
                Low = metric.Value.HasLow ? metric.Value.Low : null,
                High = metric.Value.HasHigh ? metric.Value.High : null,
                N = metric.Value.N,
            }
        );

    private static ShadowWindow Read(V1.ShadowWindow message) =>
        new()
        {
            Window = message.Window,
            From = message.From.ToDateTimeOffset(),
            Difference = Read(message.Difference),
            Noise = Read(message.Noise),
            Metrics = Read(message.Metrics),
        };

    private static ShadowHour Read(V1.ShadowHour message) =>
        new()
        {
            Hour = message.Hour.ToDateTimeOffset(),
            Difference = Read(message.Difference),
            Bounds = new ShadowBounds { Low = message.BoundsLow, High = message.BoundsHigh },
            Compared = message.Compared,
        };

    private static ShadowSlice Read(V1.ShadowSlice message) =>
        new()
        {
            Slice = message.Slice,
            Rate = message.Rate.Rate_,
            Low = message.Rate.Low,
            High = message.Rate.High,
            N = message.Rate.N,
        };

    private static LabelConfusion Read(V1.Confusion message) =>
        new()
        {
            Student = message.Student,
            Teacher = message.Teacher,
            Count = message.Count,
        };

    private static Calibration Read(V1.Calibration message) =>
        new()
        {
            ExpectedError = message.ExpectedError,
            N = message.N,
            Bins =
            [
                .. message.Bins.Select(bin => new CalibrationBin
                {
                    From = bin.From,
                    To = bin.To,
                    Confidence = bin.Confidence,
                    Agreement = bin.Agreement,
                    N = bin.N,
                }),
            ],
        };

    private static ShadowStore Read(V1.ShadowStore message) =>
        new()
        {
            Kind = message.Kind,
            State = message.State,
            Failures = message.Failures,
            LostSamples = message.LostSamples,
            Unwritten = message.Unwritten,
            LostInCrashes = message.LostInCrashes,
        };

    private static KeptText Read(V1.KeptText message) =>
        new()
        {
            Length = message.Length,
            Hash = message.Hash,
            Score = message.HasScore ? message.Score : null,
            Text = message.HasText ? message.Text : null,
        };
}
