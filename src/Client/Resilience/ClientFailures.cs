using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace TransformerService.Client.Resilience;

/// <summary>Turns what fails on this side of the connection into the client's one exception.</summary>
internal static class ClientFailures
{
    /// <summary>The exception that a caller gets; <see langword="null"/> if it gets the original one, such as its own cancellation.</summary>
    public static TransformerServiceException? Find(Exception exception, Uri address, CancellationToken cancellationToken) =>
        exception switch
        {
            TransformerServiceException failure => failure,
            OperationCanceledException when cancellationToken.IsCancellationRequested => null,
            OperationCanceledException or TimeoutRejectedException => TimedOut(exception),
            BrokenCircuitException broken => new TransformerServiceException(
                TransformerServiceErrors.Unreachable,
                $"Too many calls to {address} failed; no call is sent until it has had time to recover.",
                innerException: exception
            )
            {
                RetryAfter = broken.RetryAfter,
            },
            RateLimiterRejectedException limited => new TransformerServiceException(
                TransformerServiceErrors.Overloaded,
                "This client has too many calls in progress; make fewer at a time.",
                innerException: exception
            )
            {
                RetryAfter = limited.RetryAfter,
            },
            JsonException => InvalidAnswer(exception),
            HttpRequestException or IOException => Unreachable(address, exception),
            _ => null,
        };

    /// <summary>There was no answer within the client's own time limits.</summary>
    public static TransformerServiceException TimedOut(Exception exception) =>
        new(
            TransformerServiceErrors.TimedOut,
            "There was no answer within the client's Timeout or AttemptTimeout; raise them, or send less in one call.",
            innerException: exception
        )
        {
            IsTransient = true,
        };

    public static TransformerServiceException Unreachable(Uri address, Exception exception) =>
        new(
            TransformerServiceErrors.Unreachable,
            $"No server answers at {address}, or the connection broke; check the address and whether the server runs.",
            innerException: exception
        )
        {
            IsTransient = true,
        };

    public static TransformerServiceException InvalidAnswer(Exception? exception = null) =>
        new(
            TransformerServiceErrors.InvalidAnswer,
            "It is not what this version of the client expects; check that the address is that of a TransformerService server, and update the client.",
            innerException: exception
        );
}
