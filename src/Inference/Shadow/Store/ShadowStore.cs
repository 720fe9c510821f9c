using System.Data.Common;
using System.Globalization;
using TransformerService.Inference.Shadow.Reporting;
using TransformerService.Models.Shadow;

namespace TransformerService.Inference.Shadow.Store;

/// <summary>What was found, in a database. Several processes may have the same one. Whatever the database throws comes through.</summary>
internal sealed class ShadowStore(ShadowDatabase database, int maxSamples, TimeSpan maxAge, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>Long enough that no batch is still being tried.</summary>
    private static readonly TimeSpan BatchAge = TimeSpan.FromDays(2);

    /// <summary>Rows of a table that are deleted at a time.</summary>
    private const int SliceRows = 1_000;

    private readonly StoreClock _clock = new(timeProvider);

    public string Kind => database.Kind;

    /// <summary>Writes a batch, whole or not at all. One that was written before, though its writer did not hear of it, is left as it is.</summary>
    public Task WriteAsync(FindingsBatch batch, CancellationToken cancellationToken) => GuardedAsync(
        async connection =>
        {
            await using DbTransaction transaction = await database.BeginAsync(connection, cancellationToken);
            TimeSpan off = await ClockErrorAsync(connection, transaction, cancellationToken);
            long now = (timeProvider.GetUtcNow() - off).ToUnixTimeMilliseconds();
            if (await Sql.RunAsync(
                    connection, transaction, "INSERT INTO shadow_batches (id, at) VALUES (@id, @at) ON CONFLICT (id) DO NOTHING", cancellationToken, ("id", batch.Id), ("at", now)) == 0)
            {
                return true;
            }

            if (batch.Run is { } run)
            {
                await BeginRunAsync(connection, transaction, run, cancellationToken);
                await Sql.RunAsync(
                    connection, transaction, "UPDATE shadow_runs SET settled = settled + @count, at = @at WHERE id = @id", cancellationToken, ("count", batch.Settled), ("at", now), ("id", run));
            }

            foreach ((TotalsKey key, ShadowTotals totals) in batch.Totals.OrderBy(entry => entry.Key))
            {
                await AddAsync(connection, transaction, off == TimeSpan.Zero ? key : TotalsKey.At(key.Model, key.Student, key.Teacher, key.Hour - off), totals, cancellationToken);
            }

            foreach (Disagreement sample in batch.Samples.Select(sample => off == TimeSpan.Zero ? sample : sample with { At = sample.At - off }))
            {
                await Sql.RunAsync(
                    connection,
                    transaction,
                    "INSERT INTO shadow_samples (id, model, at, differs, severity, control, sample) VALUES (@id, @model, @at, @differs, @severity, @control, @sample) ON CONFLICT (id) DO NOTHING",
                    cancellationToken,
                    ("id", sample.Id), ("model", sample.Model), ("at", sample.At.ToUnixTimeMilliseconds()), ("differs", sample.Differs ? 1 : 0),
                    ("severity", sample.Severity), ("control", sample.ControlProbability), ("sample", SampleJson.Write(sample)));
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Notes that a process has ended without writing all; of how many texts. However often it is said, it counts once.</summary>
    public Task<long> SettleAsync(string run, long sampled, CancellationToken cancellationToken) => GuardedAsync(
        async connection =>
        {
            await using DbTransaction transaction = await database.BeginAsync(connection, cancellationToken);
            await BeginRunAsync(connection, transaction, run, cancellationToken);
            await using DbCommand command = Sql.Command(connection, transaction, "SELECT settled FROM shadow_runs WHERE id = @id", ("id", run));
            long lost = Math.Max(0, sampled - Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture));
            await Sql.RunAsync(connection, transaction, "UPDATE shadow_runs SET lost = @lost WHERE id = @id", cancellationToken, ("lost", lost), ("id", run));
            await transaction.CommitAsync(cancellationToken);
            return lost;
        },
        cancellationToken);

    /// <summary>Forgets a process that has lost nothing.</summary>
    public Task ForgetRunAsync(string run, CancellationToken cancellationToken) => GuardedAsync(
        connection => Sql.RunAsync(connection, null, "DELETE FROM shadow_runs WHERE id = @id", cancellationToken, ("id", run)), cancellationToken);

    /// <summary>Texts that killed processes have lost, of all that share the store.</summary>
    public Task<long> LostInCrashesAsync(CancellationToken cancellationToken) => GuardedAsync(
        async connection =>
        {
            await using DbCommand command = Sql.Command(connection, null, "SELECT COALESCE(SUM(lost), 0) FROM shadow_runs");
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        },
        cancellationToken);

    /// <summary>All totals of a student.</summary>
    public Task<List<(TotalsKey Key, ShadowTotals Totals)>> TotalsAsync(string model, string student, CancellationToken cancellationToken) => GuardedAsync(
        async connection =>
        {
            await using DbCommand command = Sql.Command(
                connection, null, "SELECT teacher, hour, totals FROM shadow_totals WHERE model = @model AND student = @student", ("model", model), ("student", student));
            await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            List<(TotalsKey Key, ShadowTotals Totals)> found = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add((new TotalsKey(model, student, reader.GetString(0), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(1))), ShadowTotals.FromJson(reader.GetString(2))));
            }

            return found;
        },
        cancellationToken);

    /// <summary>Samples, the most severe first.</summary>
    public Task<List<Disagreement>> SamplesAsync(SampleQuery query, CancellationToken cancellationToken) => GuardedAsync(
        async connection =>
        {
            string after = query.After is null ? "" : " AND (severity < @place OR (severity = @place AND id < @id))";
            string which = query.DifferingOnly ? " AND differs = 1 AND severity >= @least" : " AND (control IS NOT NULL OR (differs = 1 AND severity >= @least))";
            await using DbCommand command = Sql.Command(
                connection,
                null,
                $"SELECT sample FROM shadow_samples WHERE model = @model AND at >= @since{which}{after} ORDER BY severity DESC, id DESC LIMIT @limit",
                ("model", query.Model), ("since", query.Since?.ToUnixTimeMilliseconds() ?? 0L), ("least", query.MinSeverity), ("limit", query.Limit),
                ("place", query.After?.Severity ?? 0.0), ("id", query.After?.Id ?? ""));
            await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            List<Disagreement> found = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(SampleJson.Read(reader.GetString(0)));
            }

            return found;
        },
        cancellationToken);

    /// <summary>
    /// Takes away what is too much, and of what is too old a slice, the oldest first: a clock that is wrong after all does little harm before
    /// somebody sees it.
    /// </summary>
    /// <returns>The time before which all is too old; <see langword="null"/> if nothing was taken away by age, because the clock is not believed.</returns>
    public async Task<DateTimeOffset?> PruneAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = await GuardedAsync(connection => PruneByAgeAsync(connection, cancellationToken), cancellationToken);
        await GuardedAsync(connection => PruneByCountAsync(connection, cancellationToken), cancellationToken);
        return oldest;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private long Now => timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<DateTimeOffset?> PruneByAgeAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using DbTransaction transaction = await database.BeginAsync(connection, cancellationToken);
        if (await BelievedTimeAsync(connection, transaction, cancellationToken) is not { } now)
        {
            return null;
        }

        DateTimeOffset oldest = now - maxAge;
        (string, object?)[] limits = [("at", oldest.ToUnixTimeMilliseconds()), ("hour", oldest.ToUnixTimeSeconds()), ("batch", (now - BatchAge).ToUnixTimeMilliseconds()), ("slice", SliceRows)];
        const string Totals = "model, student, teacher, hour";
        foreach (string statement in (string[])
            [
                "DELETE FROM shadow_batches WHERE id IN (SELECT id FROM shadow_batches WHERE at < @batch ORDER BY at LIMIT @slice)",
                $"DELETE FROM shadow_totals WHERE ({Totals}) IN (SELECT {Totals} FROM shadow_totals WHERE hour < @hour ORDER BY hour LIMIT @slice)",
                "DELETE FROM shadow_samples WHERE id IN (SELECT id FROM shadow_samples WHERE at < @at ORDER BY at LIMIT @slice)",
                "DELETE FROM shadow_runs WHERE id IN (SELECT id FROM shadow_runs WHERE at < @at AND lost > 0 ORDER BY at LIMIT @slice)",
            ])
        {
            await Sql.RunAsync(connection, transaction, statement, cancellationToken, limits);
        }

        await transaction.CommitAsync(cancellationToken);
        return oldest;
    }

    /// <summary>The time by which data is too old; <see langword="null"/> while the clock is not believed.</summary>
    private async Task<DateTimeOffset?> BelievedTimeAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (await database.NowAsync(connection, transaction, cancellationToken) is { } common)
        {
            return StoreClock.Differ(now, common) ? null : common;
        }

        // What was written just now has the time of this process. A clock far ahead of all data is wrong, or nothing was written for long.
        DateTimeOffset? newest = await NewestAsync(connection, transaction, cancellationToken);
        return _clock.Look(newest) && !(newest < now && StoreClock.Differ(now, newest.Value)) ? now : null;
    }

    /// <summary>How far this process's clock is off by the database's, if by more than it may be: what is written has the time that all have in common.</summary>
    private async Task<TimeSpan> ClockErrorAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (await database.NowAsync(connection, transaction, cancellationToken) is { } common)
        {
            DateTimeOffset now = timeProvider.GetUtcNow();
            return StoreClock.Differ(now, common) ? now - common : TimeSpan.Zero;
        }

        _clock.Look(_clock.IsSeen ? null : await NewestAsync(connection, transaction, cancellationToken));
        return TimeSpan.Zero;
    }

    private static async Task<DateTimeOffset?> NewestAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using DbCommand command = Sql.Command(
            connection, transaction, "SELECT MAX(at) FROM (SELECT MAX(at) AS at FROM shadow_samples UNION ALL SELECT MAX(hour) * 1000 AS at FROM shadow_totals) AS times");
        return await command.ExecuteScalarAsync(cancellationToken) is { } found and not DBNull
            ? DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(found, CultureInfo.InvariantCulture))
            : null;
    }

    private async Task<bool> PruneByCountAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        foreach (string model in await ModelsAsync(connection, cancellationToken))
        {
            // An id begins with its time: the newest stay. Slice by slice: nobody waits long for the lock.
            while (await Sql.RunAsync(
                connection,
                null,
                """
                DELETE FROM shadow_samples WHERE id IN (
                    SELECT id FROM shadow_samples
                    WHERE model = @model AND id <= (SELECT id FROM shadow_samples WHERE model = @model ORDER BY id DESC LIMIT 1 OFFSET @count)
                    ORDER BY id LIMIT @slice)
                """,
                cancellationToken,
                ("model", model), ("count", maxSamples), ("slice", SliceRows)) == SliceRows)
            {
            }
        }

        return true;
    }

    private static async Task<List<string>> ModelsAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = Sql.Command(connection, null, "SELECT DISTINCT model FROM shadow_samples");
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> models = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            models.Add(reader.GetString(0));
        }

        return models;
    }

    private Task<int> BeginRunAsync(DbConnection connection, DbTransaction transaction, string run, CancellationToken cancellationToken) => Sql.RunAsync(
        connection,
        transaction,
        "INSERT INTO shadow_runs (id, at, settled, lost) VALUES (@id, @at, 0, 0) ON CONFLICT (id) DO NOTHING",
        cancellationToken,
        ("id", run), ("at", Now));

    private async Task AddAsync(DbConnection connection, DbTransaction transaction, TotalsKey key, ShadowTotals totals, CancellationToken cancellationToken)
    {
        const string Row = "model = @model AND student = @student AND teacher = @teacher AND hour = @hour";
        (string, object?)[] names = [("model", key.Model), ("student", key.Student), ("teacher", key.Teacher), ("hour", key.Hour.ToUnixTimeSeconds())];

        // The row is there before it is locked, so that two processes cannot both find none.
        await Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_totals (model, student, teacher, hour, totals) VALUES (@model, @student, @teacher, @hour, @totals) ON CONFLICT (model, student, teacher, hour) DO NOTHING",
            cancellationToken,
            [.. names, ("totals", new ShadowTotals().ToJson())]);
        await using DbCommand command = Sql.Command(connection, transaction, $"SELECT totals FROM shadow_totals WHERE {Row}{database.RowLock}", names);
        ShadowTotals sum = ShadowTotals.FromJson(
            (string?)await command.ExecuteScalarAsync(cancellationToken) ?? throw new InvalidOperationException("A row that was just written is gone."));
        sum.Merge(totals);
        await Sql.RunAsync(connection, transaction, $"UPDATE shadow_totals SET totals = @totals WHERE {Row}", cancellationToken, [.. names, ("totals", sum.ToJson())]);
    }

    private async Task<T> GuardedAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = await database.OpenAsync(cancellationToken);
            return await work(connection);
        }
        catch
        {
            database.Distrust();
            throw;
        }
    }
}
