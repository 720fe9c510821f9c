using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Store;

/// <summary>Reads findings: those in the store, and those of this process that are not written yet.</summary>
/// <param name="store">The store.</param>
/// <param name="pending">What is not written yet.</param>
/// <param name="turns">Lets the reader in while nothing is written.</param>
/// <param name="health">Whether the store works.</param>
internal sealed class FindingsReader(ShadowStore store, PendingFindings pending, StoreTurns turns, StoreHealth health)
{
    private long _lostInCrashes;

    /// <summary>The state of the store, and what is not in it.</summary>
    public StoreStatus Status =>
        new(
            store.Kind,
            health.IsAvailable,
            health.Failures,
            pending.LostSamples,
            pending.UnwrittenComparisons,
            Interlocked.Read(ref _lostInCrashes)
        );

    /// <summary>
    /// A student's totals, of all processes that share the store. If the store cannot be read, those of this process since its start.
    /// </summary>
    /// <returns>The totals, and whether they are those of all processes.</returns>
    public async Task<(IReadOnlyList<(TotalsKey Key, ShadowTotals Totals)> Totals, bool IsComplete)> TotalsAsync(
        string model,
        string student,
        CancellationToken cancellationToken
    )
    {
        var stored = await turns.ReadAsync<IReadOnlyList<(TotalsKey Key, ShadowTotals Totals)>>(
            async token =>
            {
                Interlocked.Exchange(ref _lostInCrashes, await store.LostInCrashesAsync(token));
                return
                [
                    .. await store.TotalsAsync(model, student, token),
                    .. pending.Unwritten(model, student),
                    .. await store.TotalsOfAsync(pending.UnwrittenTexts(model, student), token),
                ];
            },
            cancellationToken
        );
        return (stored ?? pending.SinceStart(model, student), stored is not null);
    }

    /// <summary>
    /// The newest findings of a student with the signs of its answers, as far as they are written; <see langword="null"/> if the store cannot
    /// be read.
    /// </summary>
    public Task<SignedFindings?> SignsAsync(string model, string student, CancellationToken cancellationToken) =>
        turns.ReadAsync(token => store.SignsAsync(model, student, token), cancellationToken);

    /// <summary>Samples, the most severe first; <see langword="null"/> if the store cannot be read.</summary>
    public Task<IReadOnlyList<KeptSample>?> SamplesAsync(SampleQuery query, CancellationToken cancellationToken) =>
        turns.ReadAsync<IReadOnlyList<KeptSample>>(async token => await store.SamplesAsync(query, token), cancellationToken);
}
