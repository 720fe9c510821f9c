using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Inference.Tests.Telemetry;

/// <summary>Meters that no other test's measurements come to.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    /// <summary>Takes what an instrument measures from now on.</summary>
    public MetricCollector<T> Collect<T>(string instrument)
        where T : struct => new(this, TransformerTelemetry.Name, instrument);

    /// <summary>Name, unit and the bounds of the buckets of every instrument.</summary>
    public IReadOnlyList<(string Name, string? Unit, string Bounds)> Instruments()
    {
        List<(string, string?, string)> found = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == this)
            {
                found.Add(
                    (
                        instrument.Name,
                        instrument.Unit,
                        instrument switch
                        {
                            Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => string.Join(' ', bounds),
                            Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => string.Join(' ', bounds),
                            Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => string.Join(' ', bounds),
                            _ => "",
                        }
                    )
                );
            }
        };
        listener.Start();
        return found;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());
}
