using System.Diagnostics;
using System.Globalization;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>Writes failures: as problem+json, or in the form that the endpoint asks for.</summary>
internal static class ProblemWriter
{
    public const string MediaType = "application/problem+json";

    /// <summary>Sets status and headers and writes a failure.</summary>
    public static Task WriteAsync(HttpContext context, Failure failure) =>
        WriteAsync(context, failure.Kind with { RetryAfterSeconds = failure.RetryAfterSeconds }, failure.Detail);

    /// <summary>Sets status and headers and writes the problem.</summary>
    public static Task WriteAsync(HttpContext context, ProblemKind kind, string detail)
    {
        var response = context.Response;
        var form = ErrorForm.Of(context);
        response.StatusCode = form?.StatusOf(context, kind) ?? kind.Status;
        if (kind.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (kind.Error == InferenceError.UnsupportedMediaType)
        {
            BodyMedia.TellAccepted(context);
        }

        if (form is not null)
        {
            response.Headers[RequestTrace.Header] = RequestTrace.Id(context);
            return form.WriteAsync(context, kind, form.Fields?.In(detail) ?? detail);
        }

        var problem = Describe(kind, detail, RequestTrace.Id(context));
        return response.WriteAsJsonAsync(problem, WireJson.Answers.ProblemBody, MediaType, context.RequestAborted);
    }

    /// <summary>The problem as it is written.</summary>
    public static ProblemBody Describe(ProblemKind kind, string detail, string traceId) =>
        new()
        {
            Type = "urn:transformer-service:error:" + kind.Code,
            Title = kind.Title,
            Status = kind.Status,
            Detail = detail,
            Code = kind.Code,
            TraceId = traceId,
        };
}

/// <summary>The trace that a request belongs to.</summary>
internal static class RequestTrace
{
    /// <summary>Where failures in another server's form have it; problem+json has it in its body.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Its W3C trace id, which every refusal carries.</summary>
    public static string Id(HttpContext context) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier;
}
