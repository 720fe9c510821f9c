using System.Data.Common;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Store;

/// <summary>Stores findings in a database, which several processes may share. Exceptions of the database pass through.</summary>
internal sealed class ShadowStore : IAsyncDisposable
{
    private readonly ShadowDatabase _database;
    private readonly TimeProvider _timeProvider;
    private readonly StoreTime _time;
    private readonly StorePruner _pruner;
    private readonly TextMarks _marks;
    private readonly StoredRuns _runs;
    private readonly StoredTotals _totals;

    /// <param name="database">The database.</param>
    /// <param name="maxSamples">Samples to keep for each model.</param>
    /// <param name="maxAge">How long data is kept.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="maxTexts">Marks of texts to keep.</param>
    /// <param name="key">The key of these marks; <see langword="null"/> for the database's own.</param>
    public ShadowStore(
        ShadowDatabase database,
        int maxSamples,
        TimeSpan maxAge,
        TimeProvider timeProvider,
        int maxTexts = 1_000_000,
        byte[]? key = null
    )
    {
        (_database, _timeProvider, _time) = (database, timeProvider, new StoreTime(database, timeProvider));
        _pruner = new StorePruner(database, _time, maxSamples, maxTexts, maxAge);
        _marks = new TextMarks(database, key);
        (_runs, _totals) = (new StoredRuns(timeProvider), new StoredTotals(database));
    }

    public string Kind => _database.Kind;

    /// <summary>
    /// Writes a batch as a whole or not at all. A batch that was written before, though its writer got no reply, is not written again.
    /// </summary>
    public Task WriteAsync(FindingsBatch batch, CancellationToken cancellationToken) =>
        _database.UseAsync(
            async connection =>
            {
                await using var transaction = await _database.BeginAsync(connection, cancellationToken);
                var off = await _time.ErrorAsync(connection, transaction, cancellationToken);
                var now = (_timeProvider.GetUtcNow() - off).ToUnixTimeMilliseconds();
                if (!await IsNewAsync(connection, transaction, batch.Id, now, cancellationToken))
                {
                    return true;
                }

                if (batch.Run is { } run)
                {
                    await _runs.AddSettledAsync(connection, transaction, run, batch.Settled, now, cancellationToken);
                }

                var counted = await _marks.CountAsync(connection, transaction, batch.Texts, off, cancellationToken);
                foreach ((var key, var totals) in Summed(batch.Totals, batch.Texts, counted).OrderBy(entry => entry.Key))
                {
                    await _totals.AddAsync(
                        connection,
                        transaction,
                        off == TimeSpan.Zero ? key : TotalsKey.At(key.Model, key.Student, key.Teacher, key.Hour - off),
                        totals,
                        cancellationToken
                    );
                }

                HashSet<string?> repeated = [.. batch.Texts.Where(text => !counted.Contains(text)).Select(text => text.SampleId)];
                foreach (
                    var sample in batch
                        .Samples.Where(sample => !repeated.Contains(sample.Id))
                        .Select(sample => off == TimeSpan.Zero ? sample : sample with { At = sample.At - off })
                )
                {
                    await StoredSamples.AddAsync(connection, transaction, sample, cancellationToken);
                }

                var signed = batch.Texts.Where(text => text.Signs is not null && counted.Contains(text));
                await StoredSigns.AddAsync(connection, transaction, signed, now, cancellationToken);

                await transaction.CommitAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>The newest findings of a student with the signs of its answers.</summary>
    public Task<SignedFindings> SignsAsync(string model, string student, CancellationToken cancellationToken) =>
        _database.UseAsync(connection => StoredSigns.ReadAsync(connection, model, student, cancellationToken), cancellationToken);

    /// <summary>
    /// Records that a process has ended without writing everything. Returns how many texts it lost. Repeated calls count once.
    /// </summary>
    public Task<long> SettleAsync(string run, long sampled, CancellationToken cancellationToken) =>
        _database.UseAsync(
            async connection =>
            {
                await using var transaction = await _database.BeginAsync(connection, cancellationToken);
                var lost = await _runs.SettleAsync(connection, transaction, run, sampled, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return lost;
            },
            cancellationToken
        );

    /// <summary>Deletes the entry of a process that has lost nothing.</summary>
    public Task ForgetRunAsync(string run, CancellationToken cancellationToken) =>
        _database.UseAsync(connection => StoredRuns.ForgetAsync(connection, run, cancellationToken), cancellationToken);

    /// <summary>The number of texts that killed processes have lost, over all processes that share the store.</summary>
    public Task<long> LostInCrashesAsync(CancellationToken cancellationToken) =>
        _database.UseAsync(connection => StoredRuns.LostAsync(connection, cancellationToken), cancellationToken);

    /// <summary>All totals of a student.</summary>
    public Task<List<(TotalsKey Key, ShadowTotals Totals)>> TotalsAsync(
        string model,
        string student,
        CancellationToken cancellationToken
    ) => _database.UseAsync(connection => StoredTotals.ReadAsync(connection, model, student, cancellationToken), cancellationToken);

    /// <summary>What comparisons that are not written would add to the totals.</summary>
    public async Task<IEnumerable<(TotalsKey Key, ShadowTotals Totals)>> TotalsOfAsync(
        IReadOnlyList<TextFinding> texts,
        CancellationToken cancellationToken
    )
    {
        var counted =
            texts.Count == 0
                ? []
                : await _database.UseAsync(connection => _marks.NewAsync(connection, texts, cancellationToken), cancellationToken);
        return Summed(new Dictionary<TotalsKey, ShadowTotals>(), texts, counted).Select(entry => (entry.Key, entry.Value));
    }

    /// <summary>Samples, the most severe first.</summary>
    public Task<List<KeptSample>> SamplesAsync(SampleQuery query, CancellationToken cancellationToken) =>
        _database.UseAsync(connection => StoredSamples.ReadAsync(connection, query, cancellationToken), cancellationToken);

    /// <summary>
    /// Deletes samples and marks beyond their limits, and a slice of data that is too old, the oldest first: so even a wrong clock does
    /// little harm before somebody notices.
    /// </summary>
    /// <returns>
    /// The time before which data is too old; <see langword="null"/> if nothing was deleted by age, because the clock is not trusted.
    /// </returns>
    public async Task<DateTimeOffset?> PruneAsync(CancellationToken cancellationToken)
    {
        var oldest = await _database.UseAsync(connection => _pruner.PruneByAgeAsync(connection, cancellationToken), cancellationToken);
        await _database.UseAsync(connection => _pruner.PruneByCountAsync(connection, cancellationToken), cancellationToken);
        return oldest;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Adds the comparisons to the batch's sums, in a copy: the batch stays unchanged, since it may be retried.</summary>
    private static Dictionary<TotalsKey, ShadowTotals> Summed(
        IReadOnlyDictionary<TotalsKey, ShadowTotals> totals,
        IReadOnlyList<TextFinding> texts,
        HashSet<TextFinding> counted
    )
    {
        Dictionary<TotalsKey, ShadowTotals> summed = [];
        foreach ((var key, var found) in totals)
        {
            Of(key).Merge(found);
        }

        foreach (var text in texts)
        {
            text.AddTo(Of(text.Key), counted.Contains(text));
        }

        return summed;

        ShadowTotals Of(TotalsKey key) => summed.TryGetValue(key, out var found) ? found : summed[key] = new ShadowTotals();
    }

    /// <summary>Records a batch; <see langword="false"/> if it was written before.</summary>
    private static async Task<bool> IsNewAsync(
        DbConnection connection,
        DbTransaction transaction,
        string batch,
        long at,
        CancellationToken cancellationToken
    ) =>
        await Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_batches (id, at) VALUES (@id, @at) ON CONFLICT (id) DO NOTHING",
            cancellationToken,
            ("id", batch),
            ("at", at)
        ) > 0;
}
