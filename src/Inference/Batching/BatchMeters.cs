using System.Diagnostics;
using System.Diagnostics.Metrics;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>The meters of batches, both callers' and the shadow's.</summary>
internal sealed class BatchMeters : IDisposable
{
    private static readonly InstrumentAdvice<int> RowBounds = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };
    private static readonly InstrumentAdvice<long> TokenBounds = new()
    {
        HistogramBucketBoundaries = [16, 64, 256, 1_024, 4_096, 16_384, 65_536],
    };

    private readonly Meter _meter;
    private readonly Histogram<int> _rows;
    private readonly Histogram<long> _tokens;
    private readonly Counter<long> _positions;
    private readonly Counter<long> _failures;

    public BatchMeters(IMeterFactory? factory)
    {
        _meter = factory?.Create(TransformerTelemetry.Name) ?? new Meter(TransformerTelemetry.Name);
        _rows = _meter.CreateHistogram("transformer.batch.rows", "{row}", "Rows of one batch.", tags: null, RowBounds);
        _tokens = _meter.CreateHistogram(
            "transformer.batch.tokens",
            "{token}",
            "Longest row × rows × beams of one batch.",
            tags: null,
            TokenBounds
        );
        _positions = _meter.CreateCounter<long>(
            "transformer.encoder.positions",
            "{token}",
            "Token positions that the encoder computed: of texts, or padding up to the longest row of a run."
        );
        _failures = _meter.CreateCounter<long>(
            "transformer.batch.failures",
            "{batch}",
            "Batches whose run failed: run again in parts (internal), or the model was opened again (modelNotReady)."
        );
    }

    /// <summary>Counts a batch.</summary>
    public void Ran(in TagList served, int rows, long tokens)
    {
        _rows.Record(rows, served);
        _tokens.Record(tokens, served);
    }

    /// <summary>Counts the positions that the encoder computed for a batch.</summary>
    /// <param name="served">The model's tags.</param>
    /// <param name="text">Positions of texts.</param>
    /// <param name="computed">All positions, padding included.</param>
    public void Encoded(in TagList served, long text, long computed)
    {
        _positions.Add(text, [.. served, new KeyValuePair<string, object?>(TelemetryTags.Kind, TelemetryTags.Text)]);
        _positions.Add(computed - text, [.. served, new KeyValuePair<string, object?>(TelemetryTags.Kind, TelemetryTags.Padding)]);
    }

    /// <summary>Counts a batch that failed.</summary>
    /// <param name="served">The model's tags.</param>
    /// <param name="outcome">Internal if the model still works, otherwise model not ready.</param>
    public void Failed(in TagList served, InferenceError outcome) =>
        _failures.Add(1, [.. served, new KeyValuePair<string, object?>(TelemetryTags.Outcome, TelemetryTags.Of(outcome))]);

    public void Dispose() => _meter.Dispose();
}
