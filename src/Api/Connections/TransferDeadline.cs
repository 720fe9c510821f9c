using Microsoft.AspNetCore.Http.Features;
using TransformerService.Api.Access;

namespace TransformerService.Api.Connections;

/// <summary>Ends a call whose body has not arrived, or whose answer has not been read, in time.</summary>
internal sealed class TransferDeadline
{
    private readonly TransferDeadlines _deadlines;
    private readonly HttpContext _context;
    private readonly bool _isAnswerWatched;
    private bool _isAnswering;

    /// <param name="deadlines">The running deadlines.</param>
    /// <param name="context">The call.</param>
    /// <param name="isAnswerWatched">Whether the answer is limited too. A watch's answer is not: it goes on.</param>
    public TransferDeadline(TransferDeadlines deadlines, HttpContext context, bool isAnswerWatched)
    {
        (_deadlines, _context, _isAnswerWatched) = (deadlines, context, isAnswerWatched);
        Place = new LinkedListNode<TransferDeadline>(this);
    }

    /// <summary>Its node in the list of running deadlines. Only <see cref="TransferDeadlines"/> uses it.</summary>
    public LinkedListNode<TransferDeadline> Place { get; }

    /// <summary>When it began. Only <see cref="TransferDeadlines"/> uses it.</summary>
    public long Began { get; set; }

    // Once a body is complete its trailers are available, even if there are none.
    private bool IsBodyThere => _context.Features.Get<IHttpRequestTrailersFeature>() is not { Available: false };

    /// <summary>
    /// Starts the deadline: now for the body, if it is watched and incomplete, and from the answer's start until the call has ended.
    /// </summary>
    public void Begin(bool isBodyWatched)
    {
        _context.Response.OnStarting(StartAnswer, this);
        _context.Response.OnCompleted(End, this); // the server has sent everything by then, but not when the middleware returns
        if (isBodyWatched && !IsBodyThere)
        {
            _deadlines.Run(this);
        }
    }

    /// <summary>
    /// Aborts the call if its body or its answer is still incomplete: its time has passed. The call may still run, or wait to end.
    /// </summary>
    public void Pass()
    {
        if (_isAnswering || !IsBodyThere)
        {
            _context.Abort();
        }
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
        {
            return;
        }

        _isAnswering = true;
        _deadlines.Run(this);
    }
}
