using TransformerService.Models.Errors;

namespace TransformerService.Api.Errors;

/// <summary>
/// Turns an exception into what its caller may know about it, the same for REST and gRPC, and logs the server's own faults.
/// </summary>
internal sealed class FailureReader(ILogger<FailureReader> logger)
{
    private const string NeutralDetail = "The server failed to answer. Try again; if it fails again, report the traceId.";

    public Failure Read(Exception exception)
    {
        switch (exception)
        {
            case InferenceException { Error: InferenceError.Internal } failed:
                var cause = failed.InnerException ?? failed;
                Log.Failed(logger, ErrorTable.For(failed.Error).Code, Name(cause), Trace(cause));
                return new Failure(failed.Error, failed.Message);
            case InferenceException expected:
                return new Failure(expected.Error, expected.Message) { RetryAfter = expected.RetryAfter };
            default:
                Log.Unexpected(logger, Name(exception), Trace(exception));
                return new Failure(InferenceError.Internal, NeutralDetail);
        }
    }

    private static string Name(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    private static string? Trace(Exception exception) => exception.StackTrace?.TrimStart();
}
