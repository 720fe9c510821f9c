using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Admission;

/// <summary>Ends a request when its caller goes away, its time is over, or the server stops.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly TimeSpan _time;
    private readonly string _setBy;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _any;

    /// <param name="time">The time of the request.</param>
    /// <param name="setBy">What set this time, for the error.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="caller">Cancelled when the caller goes away.</param>
    /// <param name="stopped">Cancelled when the server answers no more.</param>
    public RequestDeadline(TimeSpan time, string setBy, TimeProvider timeProvider, CancellationToken caller, CancellationToken stopped)
    {
        (_time, _setBy, _caller) = (time, setBy, caller);
        _timeout = new CancellationTokenSource(time, timeProvider);
        _any = CancellationTokenSource.CreateLinkedTokenSource(caller, _timeout.Token, stopped);
    }

    /// <summary>Cancelled by whichever comes first.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>Whether the caller went away.</summary>
    public bool IsAbandoned => _caller.IsCancellationRequested;

    /// <summary>Returns the time that a request may take, and what set it, for the error.</summary>
    public static (TimeSpan Time, string SetBy) TimeOf(InferenceRequest request, InferenceOptions options) =>
        request.Timeout is { } asked && asked < options.RequestTimeout
            ? (asked, "the time that it asked for")
            : (options.RequestTimeout, "Inference:RequestTimeout");

    /// <summary>Returns the failure that a cancellation means, or that of a request whose caller has left.</summary>
    public InferenceException FailureOf(Exception cancellation) =>
        IsAbandoned ? new InferenceException(InferenceError.Cancelled, "The caller went away.", cancellation)
        : _timeout.IsCancellationRequested
            ? new InferenceException(
                InferenceError.TimedOut,
                $"The request was not answered within {_time.TotalSeconds:0.###} s ({_setBy}); send fewer or shorter texts, or allow more time.",
                cancellation
            )
        : new InferenceException(InferenceError.ModelNotReady, "The server is shutting down; send the request again.", cancellation);

    public void Dispose()
    {
        _any.Dispose();
        _timeout.Dispose();
    }
}
