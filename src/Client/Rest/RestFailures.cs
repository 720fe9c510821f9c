using System.Net;
using System.Text.Json;
using TransformerService.Client.Json;

namespace TransformerService.Client.Rest;

/// <summary>Reads why the server did not answer a call.</summary>
internal static class RestFailures
{
    public static async Task<TransformerServiceException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await ReadProblemAsync(response.Content, cancellationToken).ConfigureAwait(false);
        return ToException(problem, response.StatusCode, response.Headers.RetryAfter?.Delta);
    }

    /// <summary>The failure that a problem describes.</summary>
    public static TransformerServiceException ToException(ProblemDetail? problem, HttpStatusCode status, TimeSpan? retryAfter) =>
        new(problem?.Code ?? Code(status), problem?.Detail ?? $"The server answered with the status {(int)status}.", problem?.Title)
        {
            TraceId = problem?.TraceId,
            RetryAfter = retryAfter,
        };

    // An error of something between the client and the server, such as a proxy, has another body.
    private static async Task<ProblemDetail?> ReadProblemAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await JsonSerializer.DeserializeAsync(body, WireJson.Bodies.ProblemDetail, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Code(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.BadRequest => TransformerServiceErrors.InvalidInput,
            HttpStatusCode.Unauthorized => TransformerServiceErrors.Unauthenticated,
            HttpStatusCode.Forbidden => TransformerServiceErrors.Forbidden,
            HttpStatusCode.NotFound => TransformerServiceErrors.NotFound,
            HttpStatusCode.MethodNotAllowed => TransformerServiceErrors.MethodNotAllowed,
            HttpStatusCode.RequestEntityTooLarge => TransformerServiceErrors.InputTooLarge,
            HttpStatusCode.UnsupportedMediaType => TransformerServiceErrors.UnsupportedMediaType,
            HttpStatusCode.TooManyRequests => TransformerServiceErrors.Overloaded,
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => TransformerServiceErrors.TimedOut,
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable => TransformerServiceErrors.Unreachable,
            _ => TransformerServiceErrors.Internal,
        };
}
