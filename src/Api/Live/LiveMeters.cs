using System.Diagnostics.Metrics;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Api.Live;

/// <summary>Listens to the server's own meters. Thread-safe.</summary>
internal sealed class LiveMeters : IDisposable
{
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private Dictionary<(string Model, string Variant), LiveTally> _tallies = [];
    private Dictionary<LiveGauge, double> _gauges = [];

    /// <param name="factory">Makes the server's meters; those of other servers in the process are not listened to.</param>
    public LiveMeters(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (
                ReferenceEquals(instrument.Meter.Scope, factory)
                && instrument.Meter.Name == TransformerTelemetry.Name
                && IsRead(instrument)
            )
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Returns what was counted since the last call, and reads the gauges.</summary>
    public (IReadOnlyDictionary<(string Model, string Variant), LiveTally> Tallies, IReadOnlyDictionary<LiveGauge, double> Gauges) Take()
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            var taken = (_tallies, _gauges);
            (_tallies, _gauges) = ([], []);
            return taken;
        }
    }

    /// <summary>Reads the gauges now.</summary>
    public IReadOnlyDictionary<LiveGauge, double> ReadGauges()
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            return new Dictionary<LiveGauge, double>(_gauges);
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsRead(Instrument instrument) =>
        instrument.IsObservable
        || instrument.Name
            is "transformer.requests"
                or "transformer.request.duration"
                or "transformer.batch.rows"
                or "transformer.input.tokens"
                or "transformer.output.tokens";

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string model = "",
            variant = "";
        string? outcome = null;
        foreach (var (name, tag) in tags)
        {
            switch (name)
            {
                case TelemetryTags.Model:
                    model = tag as string ?? "";
                    break;
                case TelemetryTags.Variant:
                    variant = tag as string ?? "";
                    break;
                case TelemetryTags.Outcome:
                    outcome = tag as string;
                    break;
            }
        }

        lock (_lock)
        {
            if (instrument.IsObservable)
            {
                _gauges[new LiveGauge(instrument.Name, model, variant, outcome)] = value;
                return;
            }

            var key = (model, variant);
            if (!_tallies.TryGetValue(key, out var tally))
            {
                _tallies[key] = tally = new LiveTally();
            }

            Count(tally, instrument.Name, value, outcome);
        }
    }

    private static void Count(LiveTally tally, string instrument, double value, string? outcome)
    {
        switch (instrument)
        {
            case "transformer.requests":
                tally.Count(outcome);
                break;
            case "transformer.request.duration" when outcome == TelemetryTags.Ok:
                tally.Answer(value);
                break;
            case "transformer.batch.rows":
                tally.Batch((int)value);
                break;
            case "transformer.input.tokens":
                tally.InputTokens += (long)value;
                break;
            case "transformer.output.tokens":
                tally.OutputTokens += (long)value;
                break;
        }
    }
}

/// <summary>A gauge of one model.</summary>
/// <param name="Name">The instrument's name.</param>
/// <param name="Model">Its model tag; empty without one.</param>
/// <param name="Variant">Its variant tag; empty without one.</param>
/// <param name="Outcome">Its outcome tag.</param>
internal readonly record struct LiveGauge(string Name, string Model, string Variant, string? Outcome);
