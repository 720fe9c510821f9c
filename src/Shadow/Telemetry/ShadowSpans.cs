using System.Diagnostics;
using TransformerService.Inference.Telemetry;
using TransformerService.Models;
using TransformerService.Shadow.Sampling;

namespace TransformerService.Shadow.Telemetry;

/// <summary>The spans of shadow mode.</summary>
internal static class ShadowSpans
{
    /// <summary>
    /// Starts the span of samples that run together. Their callers have their answers already, and there may be several callers: so it is
    /// the root of a trace of its own, and links to the callers' spans.
    /// </summary>
    public static Activity? Start(string model, ModelTask task, IReadOnlyList<ShadowSample> samples)
    {
        if (!TransformerTelemetry.Source.HasListeners())
        {
            return null;
        }

        var span = TransformerTelemetry.Source.StartActivity(
            "shadow",
            ActivityKind.Internal,
            default(ActivityContext),
            links: samples
                .Where(sample => sample.Caller != default)
                .Select(sample => sample.Caller)
                .Distinct()
                .Select(caller => new ActivityLink(caller))
        );
        return span
            ?.SetTag("transformer.model", model)
            .SetTag("transformer.task", TelemetryTags.Of(task))
            .SetTag("transformer.texts", samples.Count);
    }
}
