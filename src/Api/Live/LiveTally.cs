using TransformerService.Inference.Telemetry;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Live;

/// <summary>What one variant did within a second. Not thread-safe.</summary>
internal sealed class LiveTally
{
    /// <summary>Bounds of the times grow by a quarter from a tenth of a millisecond on: a quantile is at most that much too high.</summary>
    private const double Least = 0.0001,
        Growth = 1.25;

    private const int Bounds = 64;

    private readonly int[] _times = new int[Bounds];
    private long _answered;

    public long Requests { get; private set; }

    /// <summary>Requests that ended by the server's own fault, as the alert TransformerErrorsHigh counts them.</summary>
    public long Failed { get; private set; }

    public long Refused { get; private set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    public long Batches { get; private set; }

    public long Rows { get; private set; }

    /// <summary>Counts a request.</summary>
    /// <param name="outcome">Its outcome tag.</param>
    public void Count(string? outcome)
    {
        Requests++;
        Failed +=
            outcome == TelemetryTags.Of(InferenceError.Internal)
            || outcome == TelemetryTags.Of(InferenceError.TimedOut)
            || outcome == TelemetryTags.Of(InferenceError.ModelNotReady)
                ? 1
                : 0;
        Refused += outcome == TelemetryTags.Of(InferenceError.Overloaded) ? 1 : 0;
    }

    /// <summary>Records how long an answer took.</summary>
    public void Answer(double seconds)
    {
        _answered++;
        _times[Math.Clamp((int)Math.Ceiling(Math.Log(seconds / Least) / Math.Log(Growth)), 0, Bounds - 1)]++;
    }

    /// <summary>Records a batch.</summary>
    public void Batch(int rows)
    {
        Batches++;
        Rows += rows;
    }

    /// <summary>Adds another second.</summary>
    public void Add(LiveTally other)
    {
        Requests += other.Requests;
        Failed += other.Failed;
        Refused += other.Refused;
        InputTokens += other.InputTokens;
        OutputTokens += other.OutputTokens;
        Batches += other.Batches;
        Rows += other.Rows;
        _answered += other._answered;
        for (var bound = 0; bound < Bounds; bound++)
        {
            _times[bound] += other._times[bound];
        }
    }

    /// <summary>The time within which a share of the answers came; <see langword="null"/> if there was no answer.</summary>
    public TimeSpan? Quantile(double share)
    {
        var rest = (long)Math.Ceiling(share * _answered);
        for (var bound = 0; bound < Bounds && _answered > 0; bound++)
        {
            rest -= _times[bound];
            if (rest <= 0)
            {
                return TimeSpan.FromSeconds(Least * Math.Pow(Growth, bound));
            }
        }

        return null;
    }
}
