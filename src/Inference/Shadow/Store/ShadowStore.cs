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

    public string Kind => database.Kind;

    /// <summary>Writes a batch, whole or not at all. One that was written before, though its writer did not hear of it, is left as it is.</summary>
    public Task WriteAsync(FindingsBatch batch, CancellationToken cancellationToken) => GuardedAsync(
        async connection =>
        {
            await using DbTransaction transaction = await database.BeginAsync(connection, cancellationToken);
            if (await Sql.RunAsync(
                    connection, transaction, "INSERT INTO shadow_batches (id, at) VALUES (@id, @at) ON CONFLICT (id) DO NOTHING", cancellationToken, ("id", batch.Id), ("at", Now)) == 0)
            {
                return true;
            }

            if (batch.Run is { } run)
            {
                await BeginRunAsync(connection, transaction, run, cancellationToken);
                await Sql.RunAsync(
                    connection, transaction, "UPDATE shadow_runs SET settled = settled + @count, at = @at WHERE id = @id", cancellationToken, ("count", batch.Settled), ("at", Now), ("id", run));
            }

            foreach ((TotalsKey key, ShadowTotals totals) in batch.Totals.OrderBy(entry => entry.Key))
            {
                await AddAsync(connection, transaction, key, totals, cancellationToken);
            }

            foreach (Disagreement sample in batch.Samples)
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

    /// <summary>Takes away what is too old or too much.</summary>
    public Task PruneAsync(CancellationToken cancellationToken) => GuardedAsync(
        async connection =>
        {
            await using DbTransaction transaction = await database.BeginAsync(connection, cancellationToken);
            DateTimeOffset oldest = timeProvider.GetUtcNow() - maxAge;
            await Sql.RunAsync(connection, transaction, "DELETE FROM shadow_batches WHERE at < @at", cancellationToken, ("at", Now - (long)BatchAge.TotalMilliseconds));
            await Sql.RunAsync(connection, transaction, "DELETE FROM shadow_totals WHERE hour < @hour", cancellationToken, ("hour", oldest.ToUnixTimeSeconds()));
            await Sql.RunAsync(connection, transaction, "DELETE FROM shadow_samples WHERE at < @at", cancellationToken, ("at", oldest.ToUnixTimeMilliseconds()));

            await Sql.RunAsync(connection, transaction, "DELETE FROM shadow_runs WHERE at < @at AND lost > 0", cancellationToken, ("at", oldest.ToUnixTimeMilliseconds()));

            foreach (string model in await ModelsAsync(connection, transaction, cancellationToken))
            {
                // An id begins with its time: the newest stay.
                await Sql.RunAsync(
                    connection,
                    transaction,
                    "DELETE FROM shadow_samples WHERE model = @model AND id <= (SELECT id FROM shadow_samples WHERE model = @model ORDER BY id DESC LIMIT 1 OFFSET @count)",
                    cancellationToken,
                    ("model", model), ("count", maxSamples));
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private long Now => timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<List<string>> ModelsAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using DbCommand command = Sql.Command(connection, transaction, "SELECT DISTINCT model FROM shadow_samples");
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
