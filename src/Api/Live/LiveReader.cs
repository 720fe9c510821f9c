using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Lifecycle;

namespace TransformerService.Api.Live;

/// <summary>
/// Reads the seconds for one call. The call ends after half of the time within which an answer must be read, and when the server stops; the
/// caller asks again for what follows.
/// </summary>
internal sealed class LiveReader(LiveSeries series, Drain drain, IOptions<AccessOptions> access, TimeProvider timeProvider)
{
    private readonly TimeSpan _longest = access.Value.Limits.MaxTransferTime / 2;

    /// <summary>Returns the seconds after one as they come.</summary>
    /// <param name="after">The number of the last second that was read.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    public async IAsyncEnumerable<LiveSecond> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(_longest, timeProvider);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(time.Token, drain.Closing, cancellationToken);
        while (await NextAsync(after, any.Token) is { } seconds)
        {
            foreach (var second in seconds)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return second;
                after = second.Number;
            }
        }
    }

    private async Task<IReadOnlyList<LiveSecond>?> NextAsync(long after, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await series.AfterAsync(after, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
