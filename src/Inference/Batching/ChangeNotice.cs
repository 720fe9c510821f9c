using System.Threading.Channels;

namespace TransformerService.Inference.Batching;

/// <summary>Signals that something has changed. It holds at most one notice, and its reader checks everything again.</summary>
internal sealed class ChangeNotice(TimeProvider timeProvider)
{
    private readonly Channel<bool> _notices = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Sets the notice.</summary>
    public void Give() => _notices.Writer.TryWrite(true);

    /// <summary>Clears the notice: later changes set it again.</summary>
    public void Clear() => _notices.Reader.TryRead(out _);

    /// <summary>Waits until there is a notice, or for the given time.</summary>
    public async Task WaitAsync(TimeSpan? longest, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task notice = _notices.Reader.WaitToReadAsync(over.Token).AsTask();
        if (longest is { } time)
        {
            await Task.WhenAny(notice, Task.Delay(time, timeProvider, over.Token));
            over.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
        }
        else
        {
            await notice;
        }
    }
}
