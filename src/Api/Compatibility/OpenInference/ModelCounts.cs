using System.Diagnostics.Metrics;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>What each model has done since the server's start, by the server's own meters. Thread-safe.</summary>
internal sealed class ModelCounts : IDisposable
{
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _timeProvider;
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    /// <param name="factory">Makes the server's meters; those of other servers in the process are not listened to.</param>
    /// <param name="timeProvider">Says when a model answered last.</param>
    public ModelCounts(IMeterFactory factory, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (
                ReferenceEquals(instrument.Meter.Scope, factory)
                && instrument.Meter.Name == TransformerTelemetry.Name
                && instrument.Name
                    is "transformer.request.duration"
                        or "transformer.queue.duration"
                        or "transformer.tokenization.duration"
                        or "transformer.inference.duration"
                        or "transformer.batch.rows"
            )
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What a model has done.</summary>
    /// <param name="name">The model.</param>
    /// <param name="version">The version that answers now.</param>
    public ModelStatisticsBody Of(string name, string? version)
    {
        lock (_lock)
        {
            var tally = _tallies.GetValueOrDefault(name) ?? new Tally();
            return new ModelStatisticsBody(
                name,
                version,
                tally.LastAnswer,
                tally.Rows,
                tally.Batches,
                new InferenceStatisticsBody(
                    tally.Answered,
                    tally.Failed,
                    tally.Queue,
                    tally.Tokenization,
                    tally.Inference,
                    new DurationBody(tally.Inference.Count, 0), // part of compute_infer
                    new DurationBody(0, 0),
                    new DurationBody(0, 0)
                )
            );
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? model = null,
            outcome = null;
        foreach (var (name, tag) in tags)
        {
            switch (name)
            {
                case TelemetryTags.Model:
                    model = tag as string;
                    break;
                case TelemetryTags.Outcome:
                    outcome = tag as string;
                    break;
            }
        }

        lock (_lock)
        {
            if (!_tallies.TryGetValue(model ?? "", out var tally))
            {
                _tallies[model ?? ""] = tally = new Tally();
            }

            Count(tally, instrument.Name, value, outcome);
        }
    }

    private void Count(Tally tally, string instrument, double value, string? outcome)
    {
        switch (instrument)
        {
            case "transformer.request.duration" when outcome == TelemetryTags.Ok:
                tally.Answered = Add(tally.Answered, value);
                tally.LastAnswer = _timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
                break;
            case "transformer.request.duration":
                tally.Failed = Add(tally.Failed, value);
                break;
            case "transformer.queue.duration":
                tally.Queue = Add(tally.Queue, value);
                break;
            case "transformer.tokenization.duration":
                tally.Tokenization = Add(tally.Tokenization, value);
                break;
            case "transformer.inference.duration":
                tally.Inference = Add(tally.Inference, value);
                break;
            case "transformer.batch.rows":
                tally.Batches++;
                tally.Rows += (long)value;
                break;
        }
    }

    private static DurationBody Add(DurationBody sum, double seconds) => new(sum.Count + 1, sum.Ns + (long)(seconds * 1e9));

    private sealed class Tally
    {
        public long LastAnswer { get; set; }

        public long Rows { get; set; }

        public long Batches { get; set; }

        public DurationBody Answered { get; set; } = new(0, 0);

        public DurationBody Failed { get; set; } = new(0, 0);

        public DurationBody Queue { get; set; } = new(0, 0);

        public DurationBody Tokenization { get; set; } = new(0, 0);

        public DurationBody Inference { get; set; } = new(0, 0);
    }
}
