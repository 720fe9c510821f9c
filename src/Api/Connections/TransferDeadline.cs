using Microsoft.AspNetCore.Http.Features;
using TransformerService.Api.Access;

namespace TransformerService.Api.Connections;

/// <summary>Ends a call whose body has not come, or whose answer has not been taken, in time.</summary>
internal sealed class TransferDeadline : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HttpContext _context;
    private readonly bool _isAnswerWatched;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private long _began;
    private bool _isAnswering;
    private bool _isOver;

    /// <param name="context">The call.</param>
    /// <param name="isAnswerWatched">Whether the answer has a time too: not that of a watch, which goes on.</param>
    /// <param name="limit">The time that each has.</param>
    /// <param name="timeProvider">The time.</param>
    public TransferDeadline(HttpContext context, bool isAnswerWatched, TimeSpan limit, TimeProvider timeProvider)
    {
        (_context, _isAnswerWatched, _limit, _timeProvider, _began) = (context, isAnswerWatched, limit, timeProvider, timeProvider.GetTimestamp());
        _timer = timeProvider.CreateTimer(static deadline => ((TransferDeadline)deadline!).Pass(), this, limit, Timeout.InfiniteTimeSpan);
        context.Response.OnStarting(StartAnswer, this);
    }

    /// <summary>The call has ended. The context may serve another from now on.</summary>
    public void Dispose()
    {
        lock (_lock)
            _isOver = true;

        _timer.Dispose();
    }

    private static Task StartAnswer(object state)
    {
        ((TransferDeadline)state).StartAnswer();
        return Task.CompletedTask;
    }

    private void StartAnswer()
    {
        lock (_lock)
        {
            if (_isOver)
                return;

            (_isAnswering, _began) = (true, _timeProvider.GetTimestamp());
            _timer.Change(_isAnswerWatched && !_context.User.IsAdmin() ? _limit : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Pass()
    {
        lock (_lock)
        {
            if (_isOver || _timeProvider.GetElapsedTime(_began) < _limit / 2) // the body's time, when the answer has just begun
                return;

            // A body that is there says so by its trailers, be there any or none.
            if (_isAnswering || _context.Features.Get<IHttpRequestTrailersFeature>() is { Available: false })
                _context.Abort();
        }
    }
}
