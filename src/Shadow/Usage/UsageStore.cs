using System.Data.Common;
using TransformerService.Inference.Usage;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow.Usage;

/// <summary>Stores usage in a database, which several processes may share. Exceptions of the database pass through.</summary>
/// <param name="database">The database.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class UsageStore(ShadowDatabase database, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>
    /// Its tables: the counts, and for each process the number of its last batch, so that a batch is added once however often it is sent.
    /// </summary>
    public static Migrations Schema { get; } =
        new(
            "usage",
            [
                [
                    """
                    CREATE TABLE usage_counts (
                        month INTEGER NOT NULL, caller TEXT NOT NULL, model TEXT NOT NULL, requests BIGINT NOT NULL,
                        characters BIGINT NOT NULL, input_tokens BIGINT NOT NULL, output_tokens BIGINT NOT NULL, units BIGINT NOT NULL,
                        PRIMARY KEY (month, caller, model))
                    """,
                    "CREATE TABLE usage_writers (id TEXT NOT NULL PRIMARY KEY, batch BIGINT NOT NULL, at BIGINT NOT NULL)",
                ],
            ]
        );

    public string Kind => database.Kind;

    /// <summary>
    /// Adds a batch as a whole or not at all. A batch that was added before, though its writer got no reply, is not added again.
    /// </summary>
    public Task WriteAsync(UsageBatch batch, CancellationToken cancellationToken) =>
        database.UseAsync(
            async connection =>
            {
                await using var transaction = await database.BeginAsync(connection, cancellationToken);
                var isNew = await Sql.RunAsync(
                    connection,
                    transaction,
                    """
                    INSERT INTO usage_writers (id, batch, at) VALUES (@id, @batch, @at)
                    ON CONFLICT (id) DO UPDATE SET batch = excluded.batch, at = excluded.at WHERE usage_writers.batch < excluded.batch
                    """,
                    cancellationToken,
                    ("id", batch.Writer),
                    ("batch", batch.Number),
                    ("at", timeProvider.GetUtcNow().ToUnixTimeMilliseconds())
                );
                foreach (var row in isNew > 0 ? batch.Rows : [])
                {
                    await AddAsync(connection, transaction, row, cancellationToken);
                }

                await transaction.CommitAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>The counts of a month, of all keys or of one.</summary>
    public Task<List<UsageRow>> ReadAsync(UsageMonth month, string? key, CancellationToken cancellationToken) =>
        database.UseAsync(
            async connection =>
            {
                await using var command = Sql.Command(
                    connection,
                    null,
                    "SELECT caller, model, requests, characters, input_tokens, output_tokens, units FROM usage_counts WHERE month = @month"
                        + (key is null ? "" : " AND caller = @caller"),
                    [("month", month.Number), .. key is null ? [] : new (string, object?)[] { ("caller", key) }]
                );
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                List<UsageRow> rows = [];
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(
                        new UsageRow(
                            new UsageSlot(month, reader.GetString(0), reader.GetString(1)),
                            new UsageCount(
                                reader.GetInt64(2),
                                reader.GetInt64(3),
                                reader.GetInt64(4),
                                reader.GetInt64(5),
                                reader.GetInt64(6)
                            )
                        )
                    );
                }

                return rows;
            },
            cancellationToken
        );

    /// <summary>
    /// Deletes the oldest month, if it is before a month: so even a wrong clock does little harm before somebody notices. Deletes the
    /// records of processes that have written nothing since.
    /// </summary>
    public Task PruneAsync(UsageMonth oldest, CancellationToken cancellationToken) =>
        database.UseAsync(
            async connection =>
            {
                await Sql.RunAsync(
                    connection,
                    null,
                    "DELETE FROM usage_counts WHERE month < @month AND month = (SELECT MIN(month) FROM usage_counts)",
                    cancellationToken,
                    ("month", oldest.Number)
                );
                return await Sql.RunAsync(
                    connection,
                    null,
                    "DELETE FROM usage_writers WHERE at < @at",
                    cancellationToken,
                    ("at", oldest.Start.ToUnixTimeMilliseconds())
                );
            },
            cancellationToken
        );

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static Task<int> AddAsync(
        DbConnection connection,
        DbTransaction transaction,
        UsageRow row,
        CancellationToken cancellationToken
    ) =>
        Sql.RunAsync(
            connection,
            transaction,
            """
            INSERT INTO usage_counts (month, caller, model, requests, characters, input_tokens, output_tokens, units)
            VALUES (@month, @caller, @model, @requests, @characters, @input, @output, @units)
            ON CONFLICT (month, caller, model) DO UPDATE SET
                requests = usage_counts.requests + excluded.requests, characters = usage_counts.characters + excluded.characters,
                input_tokens = usage_counts.input_tokens + excluded.input_tokens,
                output_tokens = usage_counts.output_tokens + excluded.output_tokens, units = usage_counts.units + excluded.units
            """,
            cancellationToken,
            ("month", row.Slot.Month.Number),
            ("caller", row.Slot.Key),
            ("model", row.Slot.Model),
            ("requests", row.Count.Requests),
            ("characters", row.Count.Characters),
            ("input", row.Count.InputTokens),
            ("output", row.Count.OutputTokens),
            ("units", row.Count.Units)
        );
}

/// <summary>Counts to add in one transaction.</summary>
/// <param name="Writer">The process that counted them.</param>
/// <param name="Number">Its number among the process's batches, rising from 1.</param>
/// <param name="Rows">The counts, in the order of their slots.</param>
internal sealed record UsageBatch(string Writer, long Number, IReadOnlyList<UsageRow> Rows);
