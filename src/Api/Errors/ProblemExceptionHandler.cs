using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>Turns every exception that leaves an endpoint into its problem, by the one table.</summary>
internal sealed class ProblemExceptionHandler(FailureReader failures) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The body's reader may learn of a reset before RequestAborted does.
        var clientGone =
            httpContext.RequestAborted.IsCancellationRequested || exception is ConnectionResetException or ConnectionAbortedException;
        var failure = Read(exception, clientGone);
        if (clientGone)
        {
            httpContext.Response.StatusCode = failure.Kind.Status; // nobody reads the body
            return true;
        }

        try
        {
            await ProblemWriter.WriteAsync(httpContext, failure);
        }
        catch (Exception) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client went away while the answer was written; the truncated body was the first sign of it.
        }

        return true;
    }

    private Failure Read(Exception exception, bool clientGone) =>
        exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Failure(
                InferenceError.InputTooLarge,
                "The body is too large; send fewer or shorter texts in one request."
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new Failure(
                InferenceError.TimedOut,
                "The body came too slowly."
            ),
            BadHttpRequestException or IOException { InnerException: OverflowException } => // the latter for an invalid chunk size
            new Failure(InferenceError.InvalidInput, "The request could not be read as HTTP."),
            OperationCanceledException or IOException when clientGone => new Failure(InferenceError.Cancelled, "The caller went away."),
            _ => failures.Read(exception),
        };
}
