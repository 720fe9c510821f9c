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

/// <summary>Why a call is not answered, in words that its caller may read.</summary>
/// <param name="Error">The row of the table.</param>
/// <param name="Detail">What to change. Never repeats the text that was sent.</param>
internal readonly record struct Failure(InferenceError Error, string Detail)
{
    /// <summary>The row of the table.</summary>
    public ProblemKind Kind => ErrorTable.For(Error);

    /// <summary>When to try again, if the failure itself knows; otherwise the table's value applies.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whole seconds to wait before trying again; <see langword="null"/> if trying again does not help.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } time ? (int)Math.Ceiling(time.TotalSeconds) : Kind.RetryAfterSeconds;
}
