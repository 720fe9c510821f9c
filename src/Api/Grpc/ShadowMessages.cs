using Google.Protobuf.WellKnownTypes;
using TransformerService.Api.Contracts;
using TransformerService.Shadow;
using TransformerService.Shadow.Records;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of the shadow calls and the shadow's records.</summary>
internal static class ShadowMessages
{
    public static V1.ShadowReport ToMessage(ShadowStatus state)
    {
        var report = state.Report;
        return new V1.ShadowReport
        {
            Model = report.Model,
            Student = ToMessage(report.Student, null),
            Teacher = ToMessage(report.Teacher, state.TeacherDetail),
            SampleRate = report.SampleRate,
            MaxPerSecond = state.MaxPerSecond,
            Sampled = report.Sampled,
            Compared = report.Compared,
            Repeated = report.Repeated,
            Dropped = report.Dropped,
            Failed = report.Failed,
            QueueLength = report.Queue.Length,
            QueueCapacity = report.Queue.Capacity,
            Verdict = ToMessage(report.Verdict),
            Margin = report.Margin,
            BoundsLow = report.Bounds.Low,
            BoundsHigh = report.Bounds.High,
            Since = Timestamp.FromDateTimeOffset(report.Since),
            Difference = ToMessage(report.Difference),
            Noise = ToMessage(report.Noise),
            Metrics = { report.Metrics.ToDictionary(metric => metric.Key, metric => ToMessage(metric.Value)) },
            Windows = { report.Windows.Select(ToMessage) },
            History = { report.History.Select(ToMessage) },
            Slices = { report.Slices.Select(ToMessage) },
            Confusion = { (report.Confusion ?? []).Select(ToMessage) },
            Calibration = report.Calibration is null ? null : ToMessage(report.Calibration),
            Canary = report.Canary is null ? null : CanaryMessages.ToMessage(report.Canary),
            Cascade = report.Cascade is null ? null : CascadeMessages.ToMessage(report.Cascade),
            Store = new V1.ShadowStore
            {
                Kind = state.Store.Kind,
                State = state.Store.IsAvailable ? ShadowWire.Available : ShadowWire.Unavailable,
                Failures = state.Store.Failures,
                LostSamples = state.Store.LostSamples,
                Unwritten = state.Store.Unwritten,
                LostInCrashes = state.Store.LostInCrashes,
            },
        };
    }

    public static DisagreementQuery ToQuery(V1.ListDisagreementsRequest message) =>
        new(
            message.Since?.ToDateTimeOffset(),
            message.HasMinSeverity ? message.MinSeverity : null,
            message.HasLimit ? message.Limit : null,
            message.HasCursor ? message.Cursor : null
        );

    public static ShadowChange ToChange(V1.SetShadowRequest message) =>
        new(
            message.HasSampleRate ? message.SampleRate : null,
            message.HasMaxPerSecond ? message.MaxPerSecond : null,
            message.HasMargin ? message.Margin : null
        );

    public static V1.ShadowSettings ToMessage(ShadowSettings settings) =>
        new()
        {
            SampleRate = settings.SampleRate,
            MaxPerSecond = settings.MaxPerSecond,
            Margin = settings.Margin,
        };

    public static V1.Disagreement ToMessage(KeptSample disagreement) =>
        new()
        {
            Id = disagreement.Id,
            At = Timestamp.FromDateTimeOffset(disagreement.At),
            Model = disagreement.Model,
            StudentVersion = disagreement.StudentVersion,
            TeacherVersion = disagreement.TeacherVersion,
            Severity = disagreement.Severity,
            Metrics = { disagreement.Metrics.ToDictionary() },
            Slices = { disagreement.Slices },
            Source = ToMessage(disagreement.Source),
            Pair = disagreement.Pair is null ? null : ToMessage(disagreement.Pair),
            Student = ToMessage(disagreement.Student),
            Teacher = ToMessage(disagreement.Teacher),
            Cursor = DisagreementPage.CursorAfter(disagreement),
        };

    public static V1.TrainingExample ToMessage(TransformerService.Shadow.Export.TrainingExample example)
    {
        var message = new V1.TrainingExample
        {
            Source = example.Source,
            Target = example.Target,
            Student = example.Student,
            Severity = example.Severity,
            Weight = example.Weight,
            Sample = example.Sample,
            Probability = example.Probability,
        };
        if (example.Pair is { } pair)
        {
            message.Pair = pair;
        }

        return message;
    }

    private static V1.ShadowSide ToMessage(ShadowVariant variant, string? detail)
    {
        var message = new V1.ShadowSide
        {
            Variant = variant.Variant,
            State = variant.State switch
            {
                ShadowVariantState.Loading => V1.ShadowSideState.Loading,
                ShadowVariantState.Ready => V1.ShadowSideState.Ready,
                ShadowVariantState.Available => V1.ShadowSideState.Available,
                ShadowVariantState.Failed => V1.ShadowSideState.Failed,
                _ => V1.ShadowSideState.Unreachable,
            },
        };
        if (variant.Version is { } version)
        {
            message.Version = version;
        }

        if (detail is not null)
        {
            message.Detail = detail;
        }

        return message;
    }

    private static V1.ShadowVerdict ToMessage(ShadowVerdict verdict) =>
        verdict switch
        {
            ShadowVerdict.Holds => V1.ShadowVerdict.Holds,
            ShadowVerdict.Strays => V1.ShadowVerdict.Strays,
            _ => V1.ShadowVerdict.Undecided,
        };

    private static V1.Rate ToMessage(RateEstimate rate) =>
        new()
        {
            Rate_ = rate.Rate,
            Low = rate.Low,
            High = rate.High,
            N = rate.N,
        };

    private static V1.Mean ToMessage(MeanEstimate mean)
    {
        var message = new V1.Mean { Mean_ = mean.Mean, N = mean.N };
        if (mean.Low is { } low)
        {
            message.Low = low;
        }

        if (mean.High is { } high)
        {
            message.High = high;
        }

        return message;
    }

    private static V1.ShadowWindow ToMessage(ShadowWindow window) =>
        new()
        {
            Window = window.Window,
            From = Timestamp.FromDateTimeOffset(window.From),
            Difference = ToMessage(window.Difference),
            Noise = ToMessage(window.Noise),
            Metrics = { window.Metrics.ToDictionary(metric => metric.Key, metric => ToMessage(metric.Value)) },
        };

    private static V1.ShadowHour ToMessage(ShadowHour hour) =>
        new()
        {
            Hour = Timestamp.FromDateTimeOffset(hour.Hour),
            Difference = ToMessage(hour.Difference),
            BoundsLow = hour.Bounds.Low,
            BoundsHigh = hour.Bounds.High,
            Compared = hour.Compared,
        };

    private static V1.ShadowSlice ToMessage(ShadowSlice slice) =>
        new()
        {
            Slice = slice.Slice,
            Rate = new V1.Rate
            {
                Rate_ = slice.Rate,
                Low = slice.Low,
                High = slice.High,
                N = slice.N,
            },
        };

    private static V1.Confusion ToMessage(ConfusionEntry entry) =>
        new()
        {
            Student = entry.Student,
            Teacher = entry.Teacher,
            Count = entry.Count,
        };

    private static V1.Calibration ToMessage(ShadowCalibration calibration) =>
        new()
        {
            ExpectedError = calibration.ExpectedError,
            N = calibration.N,
            Bins =
            {
                calibration.Bins.Select(bin => new V1.CalibrationBin
                {
                    From = bin.From,
                    To = bin.To,
                    Confidence = bin.Confidence,
                    Agreement = bin.Agreement,
                    N = bin.N,
                }),
            },
        };

    private static V1.KeptText ToMessage(KeptText text)
    {
        var message = new V1.KeptText { Length = text.Length, Hash = text.Hash };
        if (text.Score is { } score)
        {
            message.Score = score;
        }

        if (text.Text is { } kept)
        {
            message.Text = kept;
        }

        return message;
    }
}
