using System.Diagnostics;

namespace TransformerService.Api.Errors;

/// <summary>The trace that a request belongs to.</summary>
internal static class RequestTrace
{
    /// <summary>Its W3C trace id, which every refusal carries.</summary>
    public static string Id(HttpContext context) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier;
}
