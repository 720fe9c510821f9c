using TransformerService.Load.Targets;

namespace TransformerService.Load.Scenarios.Tokens;

/// <summary>Sends several texts in each call, one call's texts after another's.</summary>
internal sealed class CallTarget(RestTarget target, IReadOnlyList<string> texts, int size) : ILoadTarget
{
    private int _next;

    public string Name => target.Name;

    public TimeSpan? ProcessorTime => target.ProcessorTime;

    public Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken)
    {
        if (size == 1)
        {
            return target.AskAsync(text, cancellationToken);
        }

        var first = (uint)(Interlocked.Add(ref _next, size) - size);
        return target.AskAsync(
            [.. Enumerable.Range(0, size).Select(place => texts[(int)((first + place) % texts.Count)])],
            cancellationToken
        );
    }

    public ValueTask DisposeAsync() => target.DisposeAsync();
}
