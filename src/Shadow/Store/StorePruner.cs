using System.Data.Common;
using System.Globalization;

namespace TransformerService.Shadow.Store;

/// <summary>Deletes data that exceeds its limits, and data that is too old.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The time that ages are measured by.</param>
/// <param name="maxSamples">Samples to keep for each model.</param>
/// <param name="maxTexts">Marks of texts to keep.</param>
/// <param name="maxAge">How long data is kept.</param>
internal sealed class StorePruner(ShadowDatabase database, StoreTime time, int maxSamples, int maxTexts, TimeSpan maxAge)
{
    /// <summary>Long enough that no batch is still being retried.</summary>
    private static readonly TimeSpan BatchAge = TimeSpan.FromDays(2);

    /// <summary>Rows of a table that are deleted at a time.</summary>
    private const int SliceRows = 1_000;

    /// <summary>Marks of texts are small and many: deletion must keep up with new ones.</summary>
    private const int SliceTexts = 10_000;

    /// <summary>Deletes a slice of the data that is too old, the oldest first.</summary>
    /// <returns>
    /// The time before which data is too old; <see langword="null"/> if nothing was deleted, because the clock is not trusted.
    /// </returns>
    public async Task<DateTimeOffset?> PruneByAgeAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(connection, cancellationToken);
        if (await time.BelievedAsync(connection, transaction, cancellationToken) is not { } now)
        {
            return null;
        }

        var oldest = now - maxAge;
        (string, object?)[] limits =
        [
            ("at", oldest.ToUnixTimeMilliseconds()),
            ("hour", oldest.ToUnixTimeSeconds()),
            ("batch", (now - BatchAge).ToUnixTimeMilliseconds()),
            ("slice", SliceRows),
            ("texts", SliceTexts),
        ];
        const string Totals = "model, student, teacher, hour";
        foreach (
            var statement in (string[])
                [
                    "DELETE FROM shadow_batches WHERE id IN (SELECT id FROM shadow_batches WHERE at < @batch ORDER BY at LIMIT @slice)",
                    $"DELETE FROM shadow_totals WHERE ({Totals}) IN (SELECT {Totals} FROM shadow_totals WHERE hour < @hour ORDER BY hour LIMIT @slice)",
                    "DELETE FROM shadow_texts WHERE mark IN (SELECT mark FROM shadow_texts WHERE hour < @hour ORDER BY hour LIMIT @texts)",
                    "DELETE FROM shadow_samples WHERE id IN (SELECT id FROM shadow_samples WHERE at < @at ORDER BY at LIMIT @slice)",
                    "DELETE FROM shadow_signs WHERE id IN (SELECT id FROM shadow_signs WHERE at < @at ORDER BY at LIMIT @slice)",
                    "DELETE FROM shadow_runs WHERE id IN (SELECT id FROM shadow_runs WHERE at < @at AND lost > 0 ORDER BY at LIMIT @slice)",
                ]
        )
        {
            await Sql.RunAsync(connection, transaction, statement, cancellationToken, limits);
        }

        await transaction.CommitAsync(cancellationToken);
        return oldest;
    }

    /// <summary>Deletes what exceeds the limits, slice by slice, so that nobody waits long for the lock.</summary>
    public async Task<bool> PruneByCountAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await PruneByCountAsync(connection, "shadow_samples", maxSamples, cancellationToken);
        await PruneByCountAsync(connection, "shadow_signs", StoredSigns.Most, cancellationToken);

        await using var command = Sql.Command(connection, null, "SELECT COUNT(*) FROM shadow_texts");
        var over = Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) - maxTexts;
        for (; over > 0; over -= SliceTexts)
        {
            await Sql.RunAsync(
                connection,
                null,
                "DELETE FROM shadow_texts WHERE mark IN (SELECT mark FROM shadow_texts ORDER BY hour LIMIT @slice)",
                cancellationToken,
                ("slice", Math.Min(over, SliceTexts))
            );
        }

        return true;
    }

    /// <summary>Deletes the oldest rows of each model that exceed a count. An id begins with its time.</summary>
    private static async Task PruneByCountAsync(DbConnection connection, string table, int count, CancellationToken cancellationToken)
    {
        foreach (var model in await ModelsAsync(connection, table, cancellationToken))
        {
            while (
                await Sql.RunAsync(
                    connection,
                    null,
                    $"""
                    DELETE FROM {table} WHERE id IN (
                        SELECT id FROM {table}
                        WHERE model = @model AND id <= (SELECT id FROM {table} WHERE model = @model ORDER BY id DESC LIMIT 1 OFFSET @count)
                        ORDER BY id LIMIT @slice)
                    """,
                    cancellationToken,
                    ("model", model),
                    ("count", count),
                    ("slice", SliceRows)
                ) == SliceRows
            ) { }
        }
    }

    private static async Task<List<string>> ModelsAsync(DbConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = Sql.Command(connection, null, $"SELECT DISTINCT model FROM {table}");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> models = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            models.Add(reader.GetString(0));
        }

        return models;
    }
}
