using Xunit;

namespace TransformerService.Tests.Support;

/// <summary>Waits, a minute at most unless said, for what threads and processes do that cannot tell the test of it.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until something holds.</summary>
    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));

    /// <summary>Waits until something holds.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? patience = null) => FindAsync(condition, holds => holds, patience: patience);

    /// <summary>Looks again until what it finds is as it should be.</summary>
    /// <param name="find">Looks.</param>
    /// <param name="when">Whether it is as it should be.</param>
    /// <param name="describe">What the test says of the last that was found, if time runs out.</param>
    /// <param name="patience">How long at most, if not a minute.</param>
    public static async Task<T> FindAsync<T>(Func<Task<T>> find, Func<T, bool> when, Func<T, string>? describe = null, TimeSpan? patience = null)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(patience ?? Patience);
        while (true)
        {
            T found = await find();
            if (when(found))
            {
                return found;
            }

            if (over.IsCancellationRequested)
            {
                throw new TimeoutException(describe?.Invoke(found) ?? $"It is still {found}.");
            }

            await Task.Delay(Pause, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
