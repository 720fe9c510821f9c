using System.Data.Common;
using System.Globalization;
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
    }

    public string Kind => _database.Kind;

    /// <summary>
    /// Writes a batch as a whole or not at all. A batch that was written before, though its writer got no reply, is not written again.
    /// </summary>
    public Task WriteAsync(FindingsBatch batch, CancellationToken cancellationToken) =>
        GuardedAsync(
            async connection =>
            {
                await using var transaction = await _database.BeginAsync(connection, cancellationToken);
                var off = await _time.ErrorAsync(connection, transaction, cancellationToken);
                var now = (_timeProvider.GetUtcNow() - off).ToUnixTimeMilliseconds();
                if (
                    await Sql.RunAsync(
                        connection,
                        transaction,
                        "INSERT INTO shadow_batches (id, at) VALUES (@id, @at) ON CONFLICT (id) DO NOTHING",
                        cancellationToken,
                        ("id", batch.Id),
                        ("at", now)
                    ) == 0
                )
                {
                    return true;
                }

                if (batch.Run is { } run)
                {
                    await BeginRunAsync(connection, transaction, run, cancellationToken);
                    await Sql.RunAsync(
                        connection,
                        transaction,
                        "UPDATE shadow_runs SET settled = settled + @count, at = @at WHERE id = @id",
                        cancellationToken,
                        ("count", batch.Settled),
                        ("at", now),
                        ("id", run)
                    );
                }

                var counted = await _marks.CountAsync(connection, transaction, batch.Texts, off, cancellationToken);
                foreach ((var key, var totals) in Summed(batch.Totals, batch.Texts, counted).OrderBy(entry => entry.Key))
                {
                    await AddAsync(
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
                    await Sql.RunAsync(
                        connection,
                        transaction,
                        "INSERT INTO shadow_samples (id, model, at, differs, severity, control, sample) VALUES (@id, @model, @at, @differs, @severity, @control, @sample) ON CONFLICT (id) DO NOTHING",
                        cancellationToken,
                        ("id", sample.Id),
                        ("model", sample.Model),
                        ("at", sample.At.ToUnixTimeMilliseconds()),
                        ("differs", sample.Differs ? 1 : 0),
                        ("severity", sample.Severity),
                        ("control", sample.ControlProbability),
                        ("sample", SampleJson.Write(sample))
                    );
                }

                await transaction.CommitAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Records that a process has ended without writing everything. Returns how many texts it lost. Repeated calls count once.
    /// </summary>
    public Task<long> SettleAsync(string run, long sampled, CancellationToken cancellationToken) =>
        GuardedAsync(
            async connection =>
            {
                await using var transaction = await _database.BeginAsync(connection, cancellationToken);
                await BeginRunAsync(connection, transaction, run, cancellationToken);
                await using var command = Sql.Command(
                    connection,
                    transaction,
                    "SELECT settled FROM shadow_runs WHERE id = @id",
                    ("id", run)
                );
                var lost = Math.Max(
                    0,
                    sampled - Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture)
                );
                await Sql.RunAsync(
                    connection,
                    transaction,
                    "UPDATE shadow_runs SET lost = @lost WHERE id = @id",
                    cancellationToken,
                    ("lost", lost),
                    ("id", run)
                );
                await transaction.CommitAsync(cancellationToken);
                return lost;
            },
            cancellationToken
        );

    /// <summary>Deletes the entry of a process that has lost nothing.</summary>
    public Task ForgetRunAsync(string run, CancellationToken cancellationToken) =>
        GuardedAsync(
            connection => Sql.RunAsync(connection, null, "DELETE FROM shadow_runs WHERE id = @id", cancellationToken, ("id", run)),
            cancellationToken
        );

    /// <summary>The number of texts that killed processes have lost, over all processes that share the store.</summary>
    public Task<long> LostInCrashesAsync(CancellationToken cancellationToken) =>
        GuardedAsync(
            async connection =>
            {
                await using var command = Sql.Command(connection, null, "SELECT COALESCE(SUM(lost), 0) FROM shadow_runs");
                return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
            },
            cancellationToken
        );

    /// <summary>All totals of a student.</summary>
    public Task<List<(TotalsKey Key, ShadowTotals Totals)>> TotalsAsync(
        string model,
        string student,
        CancellationToken cancellationToken
    ) =>
        GuardedAsync(
            async connection =>
            {
                await using var command = Sql.Command(
                    connection,
                    null,
                    "SELECT teacher, hour, totals FROM shadow_totals WHERE model = @model AND student = @student",
                    ("model", model),
                    ("student", student)
                );
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                List<(TotalsKey Key, ShadowTotals Totals)> found = [];
                while (await reader.ReadAsync(cancellationToken))
                {
                    found.Add(
                        (
                            new TotalsKey(model, student, reader.GetString(0), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(1))),
                            ShadowTotals.FromJson(reader.GetString(2))
                        )
                    );
                }

                return found;
            },
            cancellationToken
        );

    /// <summary>What comparisons that are not written would add to the totals.</summary>
    public async Task<IEnumerable<(TotalsKey Key, ShadowTotals Totals)>> TotalsOfAsync(
        IReadOnlyList<TextFinding> texts,
        CancellationToken cancellationToken
    )
    {
        var counted =
            texts.Count == 0
                ? []
                : await GuardedAsync(connection => _marks.NewAsync(connection, texts, cancellationToken), cancellationToken);
        return Summed(new Dictionary<TotalsKey, ShadowTotals>(), texts, counted).Select(entry => (entry.Key, entry.Value));
    }

    /// <summary>Samples, the most severe first.</summary>
    public Task<List<KeptSample>> SamplesAsync(SampleQuery query, CancellationToken cancellationToken) =>
        GuardedAsync(
            async connection =>
            {
                var after = query.After is null ? "" : " AND (severity < @place OR (severity = @place AND id < @id))";
                var which = query.DifferingOnly
                    ? " AND differs = 1 AND severity >= @least"
                    : " AND (control IS NOT NULL OR (differs = 1 AND severity >= @least))";
                await using var command = Sql.Command(
                    connection,
                    null,
                    $"SELECT sample FROM shadow_samples WHERE model = @model AND at >= @since{which}{after} ORDER BY severity DESC, id DESC LIMIT @limit",
                    ("model", query.Model),
                    ("since", query.Since?.ToUnixTimeMilliseconds() ?? 0L),
                    ("least", query.MinSeverity),
                    ("limit", query.Limit),
                    ("place", query.After?.Severity ?? 0.0),
                    ("id", query.After?.Id ?? "")
                );
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                List<KeptSample> found = [];
                while (await reader.ReadAsync(cancellationToken))
                {
                    found.Add(SampleJson.Read(reader.GetString(0)));
                }

                return found;
            },
            cancellationToken
        );

    /// <summary>
    /// Deletes samples and marks beyond their limits, and a slice of data that is too old, the oldest first: so even a wrong clock does
    /// little harm before somebody notices.
    /// </summary>
    /// <returns>
    /// The time before which data is too old; <see langword="null"/> if nothing was deleted by age, because the clock is not trusted.
    /// </returns>
    public async Task<DateTimeOffset?> PruneAsync(CancellationToken cancellationToken)
    {
        var oldest = await GuardedAsync(connection => _pruner.PruneByAgeAsync(connection, cancellationToken), cancellationToken);
        await GuardedAsync(connection => _pruner.PruneByCountAsync(connection, cancellationToken), cancellationToken);
        return oldest;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private long Now => _timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

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

    private Task<int> BeginRunAsync(DbConnection connection, DbTransaction transaction, string run, CancellationToken cancellationToken) =>
        Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_runs (id, at, settled, lost) VALUES (@id, @at, 0, 0) ON CONFLICT (id) DO NOTHING",
            cancellationToken,
            ("id", run),
            ("at", Now)
        );

    private async Task AddAsync(
        DbConnection connection,
        DbTransaction transaction,
        TotalsKey key,
        ShadowTotals totals,
        CancellationToken cancellationToken
    )
    {
        const string Row = "model = @model AND student = @student AND teacher = @teacher AND hour = @hour";
        (string, object?)[] names =
        [
            ("model", key.Model),
            ("student", key.Student),
            ("teacher", key.Teacher),
            ("hour", key.Hour.ToUnixTimeSeconds()),
        ];

        // Create the row before locking it, so that two processes cannot both find none.
        await Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_totals (model, student, teacher, hour, totals) VALUES (@model, @student, @teacher, @hour, @totals) ON CONFLICT (model, student, teacher, hour) DO NOTHING",
            cancellationToken,
            [.. names, ("totals", new ShadowTotals().ToJson())]
        );
        await using var command = Sql.Command(
            connection,
            transaction,
            $"SELECT totals FROM shadow_totals WHERE {Row}{_database.RowLock}",
            names
        );
        var sum = ShadowTotals.FromJson(
            (string?)await command.ExecuteScalarAsync(cancellationToken)
                ?? throw new InvalidOperationException("A row that was just written is gone.")
        );
        sum.Merge(totals);
        await Sql.RunAsync(
            connection,
            transaction,
            $"UPDATE shadow_totals SET totals = @totals WHERE {Row}",
            cancellationToken,
            [.. names, ("totals", sum.ToJson())]
        );
    }

    private async Task<T> GuardedAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _database.OpenAsync(cancellationToken);
            return await work(connection);
        }
        catch
        {
            _database.Distrust();
            throw;
        }
    }
}
