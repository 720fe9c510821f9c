using System.Collections.Concurrent;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>
/// Attackers who post the largest body that is let in, and again as soon as they are answered. What is refused at the door is too dear
/// there: they
/// ask for less until they are let in.
/// </summary>
/// <param name="path">Where they post.</param>
/// <param name="body">A share of the most that the other limits allow.</param>
/// <param name="inFlight">How many post at once.</param>
internal sealed class Posts(string path, Func<LegalLimits, double, byte[]> body, int inFlight = 1)
{
    private const double Smaller = 0.8;
    private const int Smallest = 30;

    private static readonly TimeSpan AtTheDoor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<int, byte[]> _bodies = new();
    private int _step;

    /// <summary>Headers beyond those of any call.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>When the attackers go away, if they do not wait for their answers.</summary>
    public TimeSpan? Patience { get; init; }

    public Task AttackAsync(Attack attack) =>
        attack.AllAsync(
            inFlight,
            async number =>
            {
                using var caller = attack.NewCaller(number);
                while (!attack.Stop.IsCancellationRequested)
                {
                    var step = Volatile.Read(ref _step);
                    var bytes = _bodies.GetOrAdd(step, _ => body(attack.Limits, Math.Pow(Smaller, step)));
                    using var going = CancellationTokenSource.CreateLinkedTokenSource(attack.Stop);
                    if (Patience is { } patience)
                    {
                        going.CancelAfter(patience);
                    }

                    var (outcome, time) = await Caller.CountAsync(
                        attack.Counted,
                        () => caller.PostAsync(path, bytes, going.Token, Headers)
                    );
                    var isRefused =
                        outcome is CallCounts.TooLarge or CallCounts.Overloaded or CallCounts.TimedOut
                        && time < AtTheDoor
                        && Headers.Length == 0;
                    if (isRefused && step < Smallest)
                    {
                        Interlocked.CompareExchange(ref _step, step + 1, step);
                    }

                    if (outcome is not (CallCounts.Answered or CallCounts.TooLarge))
                    {
                        await Task.Delay(Pause, attack.Stop);
                    }
                }
            }
        );
}
