namespace TransformerService.Inference.Tests.Batching;

/// <summary>A clock that stands still; timers run, and the first is told of.</summary>
internal sealed class FrozenTime : TimeProvider
{
    private readonly TaskCompletionSource _timed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when somebody waits by this clock.</summary>
    public Task Timed => _timed.Task;

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timed.TrySetResult();
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
