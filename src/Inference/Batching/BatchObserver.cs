using System.Diagnostics;
using TransformerService.Inference.Telemetry;
using TransformerService.Models;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>Measures the batches of one variant, and creates their spans.</summary>
internal sealed class BatchObserver(BatchMeters meters, string model, VariantRole variant, ModelTask task)
{
    private readonly TagList _served = new([
        new(TelemetryTags.Model, model),
        new(TelemetryTags.Variant, TelemetryTags.Of(variant)),
        new(TelemetryTags.Task, TelemetryTags.Of(task)),
    ]);

    /// <summary>Counts a batch that failed.</summary>
    public void Failed(InferenceError outcome) => meters.Failed(_served, outcome);

    /// <summary>Counts the positions that the encoder computed for a batch: of texts, and all, padding included.</summary>
    public void Encoded(long text, long computed) => meters.Encoded(_served, text, computed);

    /// <summary>
    /// Counts a batch that begins, and starts its span, which links to the spans of all callers whose rows are in it. It has many parents,
    /// so it is the root of a trace of its own. <see langword="null"/> if no caller is traced.
    /// </summary>
    public Activity? Begin<TRow, TResult>(IReadOnlyList<QueuedRow<TRow, TResult>> rows)
    {
        int longest = 0,
            width = 0;
        HashSet<ActivityContext>? callers = null;
        foreach (var row in rows)
        {
            longest = Math.Max(longest, row.Cost.Length);
            width += row.Cost.Width;
            if (row.Request.Caller is { } caller)
            {
                (callers ??= []).Add(caller);
            }
        }

        var tokens = (long)longest * width;
        meters.Ran(_served, rows.Count, tokens);
        var span = callers is null
            ? null
            : TransformerTelemetry.Source.StartActivity(
                "batch",
                ActivityKind.Internal,
                default(ActivityContext),
                links: callers.Select(caller => new ActivityLink(caller))
            );
        return span
            ?.SetTag("transformer.model", model)
            .SetTag("transformer.variant", TelemetryTags.Of(variant))
            .SetTag("transformer.task", TelemetryTags.Of(task))
            .SetTag("transformer.batch.rows", rows.Count)
            .SetTag("transformer.batch.tokens", tokens);
    }
}
