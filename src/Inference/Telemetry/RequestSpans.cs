using System.Diagnostics;

namespace TransformerService.Inference.Telemetry;

/// <summary>Spans of a request's parts, recorded after they end.</summary>
internal static class RequestSpans
{
    /// <summary>Records a span in the caller's trace, with its start and end.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="start">When it began.</param>
    /// <param name="end">When it ended.</param>
    /// <param name="rows">The request's rows.</param>
    /// <param name="failed">Whether it ended without a result.</param>
    /// <param name="batches">The batches that its rows ran in.</param>
    public static void Record(
        string name,
        DateTimeOffset start,
        DateTimeOffset end,
        int rows,
        bool failed,
        IEnumerable<ActivityContext> batches
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity(
            name,
            ActivityKind.Internal,
            default(ActivityContext),
            links: batches.Select(batch => new ActivityLink(batch)),
            startTime: start
        );
        span?.SetTag("transformer.rows", rows)
            .SetStatus(failed ? ActivityStatusCode.Error : ActivityStatusCode.Unset)
            .SetEndTime(end.UtcDateTime);
    }
}
