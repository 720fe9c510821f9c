using Microsoft.AspNetCore.Diagnostics;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>Turns every exception that leaves an endpoint into its problem, by the one table.</summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    private const string NeutralDetail = "The server failed to answer. Try again; if it fails again, report the traceId.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var clientGone = httpContext.RequestAborted.IsCancellationRequested;
        var (error, detail) = Classify(exception, clientGone);
        var kind = ErrorTable.For(error);

        if (clientGone)
        {
            httpContext.Response.StatusCode = kind.Status; // nobody reads the body
            return true;
        }

        await ProblemWriter.WriteAsync(httpContext, kind, detail);
        return true;
    }

    private (InferenceError Error, string Detail) Classify(Exception exception, bool clientGone)
    {
        switch (exception)
        {
            case InferenceException { Error: InferenceError.Internal } failed:
                var cause = failed.InnerException ?? failed;
                Log.Failed(logger, ErrorTable.For(failed.Error).Code, Name(cause), Trace(cause));
                return (failed.Error, failed.Message);
            case InferenceException expected:
                return (expected.Error, expected.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return (InferenceError.InputTooLarge, "The body is too large; send fewer or shorter texts in one request.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return (InferenceError.TimedOut, "The body came too slowly.");
            case BadHttpRequestException:
                return (InferenceError.InvalidInput, "The request could not be read as HTTP.");
            case OperationCanceledException or IOException when clientGone:
                return (InferenceError.Cancelled, "The caller went away.");
            default:
                Log.Unexpected(logger, Name(exception), Trace(exception));
                return (InferenceError.Internal, NeutralDetail);
        }
    }

    private static string Name(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    private static string? Trace(Exception exception) => exception.StackTrace?.TrimStart();
}
