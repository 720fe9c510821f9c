using Microsoft.AspNetCore.Http.Features;
using TransformerService.Api.Access;

namespace TransformerService.Api.Connections;

/// <summary>Ends a call whose body has not come, or whose answer has not been taken, in time.</summary>
internal sealed class TransferDeadline
{
    private readonly TransferDeadlines _deadlines;
    private readonly HttpContext _context;
    private readonly bool _isAnswerWatched;
    private bool _isAnswering;

    /// <param name="deadlines">Those that run.</param>
    /// <param name="context">The call.</param>
    /// <param name="isAnswerWatched">Whether the answer has a time too: not that of a watch, which goes on.</param>
    public TransferDeadline(TransferDeadlines deadlines, HttpContext context, bool isAnswerWatched)
    {
        (_deadlines, _context, _isAnswerWatched) = (deadlines, context, isAnswerWatched);
        Place = new LinkedListNode<TransferDeadline>(this);
    }

    /// <summary>Its place among those that run; used by them alone.</summary>
    public LinkedListNode<TransferDeadline> Place { get; }

    /// <summary>When it began; used by those that run alone.</summary>
    public long Began { get; set; }

    // A body that is there says so by its trailers, be there any or none.
    private bool IsBodyThere => _context.Features.Get<IHttpRequestTrailersFeature>() is not { Available: false };

    /// <summary>Runs from now on, for the body, if it is watched and not there yet; and from the answer's start until the call has ended.</summary>
    public void Begin(bool isBodyWatched)
    {
        _context.Response.OnStarting(StartAnswer, this);
        _context.Response.OnCompleted(End, this); // the server has sent all then, which it has not when the middleware returns
        if (isBodyWatched && !IsBodyThere)
            _deadlines.Run(this);
    }

    /// <summary>Its time is over. The call goes on meanwhile, or waits to end.</summary>
    public void Pass()
    {
        if (_isAnswering || !IsBodyThere)
            _context.Abort();
    }

    private static Task StartAnswer(object state)
    {
        ((TransferDeadline)state).StartAnswer();
        return Task.CompletedTask;
    }

    private static Task End(object state)
    {
        var deadline = (TransferDeadline)state;
        deadline._deadlines.Stop(deadline);
        return Task.CompletedTask;
    }

    private void StartAnswer()
    {
        _deadlines.Stop(this);
        if (!_isAnswerWatched || _context.User.IsAdmin())
            return;

        _isAnswering = true;
        _deadlines.Run(this);
    }
}
