using Xunit;

namespace TransformerService.Tests.Support;

/// <summary>Waits, by default for up to three minutes, for effects of threads and processes that cannot notify the test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until something holds.</summary>
    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));

    /// <summary>Waits until something holds.</summary>
    public static Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? patience = null) =>
        FindAsync(condition, holds => holds, patience: patience);

    /// <summary>Repeats a lookup until its result is as expected.</summary>
    /// <param name="find">The lookup.</param>
    /// <param name="when">Whether the result is as expected.</param>
    /// <param name="describe">Describes the last result if time runs out.</param>
    /// <param name="patience">The maximum wait. Default: three minutes, for a machine with much else to do.</param>
    public static async Task<T> FindAsync<T>(
        Func<Task<T>> find,
        Func<T, bool> when,
        Func<T, string>? describe = null,
        TimeSpan? patience = null
    )
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(patience ?? Patience);
        while (true)
        {
            var found = await find();
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
