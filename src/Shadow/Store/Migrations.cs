using System.Data.Common;

namespace TransformerService.Shadow.Store;

/// <summary>
/// Migrates a database to the schema of this version of the server, step by step. Each step runs once, whichever process comes first. A
/// released step never changes: changes need a new step after it.
/// </summary>
/// <param name="name">What is kept: the name of the store, with which its tables begin.</param>
/// <param name="steps">The statements of each step.</param>
internal sealed class Migrations(string name, string[][] steps)
{
    /// <summary>The tables of shadow mode.</summary>
    public static Migrations Shadow { get; } =
        new(
            "shadow",
            [
                [
                    """
                    CREATE TABLE shadow_totals (
                        model TEXT NOT NULL, student TEXT NOT NULL, teacher TEXT NOT NULL, hour BIGINT NOT NULL, totals TEXT NOT NULL,
                        PRIMARY KEY (model, student, teacher, hour))
                    """,
                    """
                    CREATE TABLE shadow_samples (
                        id TEXT NOT NULL PRIMARY KEY, model TEXT NOT NULL, at BIGINT NOT NULL, differs INTEGER NOT NULL,
                        severity DOUBLE PRECISION NOT NULL, control DOUBLE PRECISION, sample TEXT NOT NULL)
                    """,
                    "CREATE INDEX shadow_samples_by_age ON shadow_samples (model, id)",
                    "CREATE INDEX shadow_samples_by_severity ON shadow_samples (model, severity, id)",
                    "CREATE TABLE shadow_batches (id TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL)",
                ],
                // For each process: how many of its samples have a written outcome, and how many it lost when it was killed.
                [
                    "CREATE TABLE shadow_runs (id TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, settled BIGINT NOT NULL, lost BIGINT NOT NULL)",
                ],
                // Which texts have counted, and the key of their marks if the database keeps it. What was counted before this step has no marks,
                // and stays counted.
                [
                    "CREATE TABLE shadow_texts (mark BIGINT NOT NULL PRIMARY KEY, hour BIGINT NOT NULL)",
                    "CREATE INDEX shadow_texts_by_age ON shadow_texts (hour)",
                    "CREATE TABLE shadow_keys (id INTEGER NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
                ],
                // The signs of the student's answers that were compared, on which the risk of a cascade is fitted.
                [
                    """
                    CREATE TABLE shadow_signs (
                        id TEXT NOT NULL PRIMARY KEY, model TEXT NOT NULL, student TEXT NOT NULL, teacher TEXT NOT NULL, at BIGINT NOT NULL,
                        differs INTEGER NOT NULL, signs TEXT NOT NULL)
                    """,
                    "CREATE INDEX shadow_signs_by_age ON shadow_signs (model, id)",
                ],
            ]
        );

    /// <exception cref="InvalidOperationException">A newer version of the server has created the schema.</exception>
    public async Task RunAsync(ShadowDatabase database, DbConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(connection, cancellationToken);
        await database.LockSchemaAsync(connection, transaction, cancellationToken);
        await Sql.RunAsync(
            connection,
            transaction,
            $"CREATE TABLE IF NOT EXISTS {name}_schema (version INTEGER NOT NULL PRIMARY KEY)",
            cancellationToken
        );
        var version = await VersionAsync(connection, transaction, cancellationToken);
        if (version > steps.Length)
        {
            throw new InvalidOperationException($"The {name} store has schema {version}; this version of the server knows {steps.Length}.");
        }

        for (; version < steps.Length; version++)
        {
            foreach (var statement in steps[version])
            {
                await Sql.RunAsync(connection, transaction, statement, cancellationToken);
            }

            await Sql.RunAsync(
                connection,
                transaction,
                $"INSERT INTO {name}_schema (version) VALUES (@version)",
                cancellationToken,
                ("version", version + 1)
            );
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<int> VersionAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = Sql.Command(connection, transaction, $"SELECT COALESCE(MAX(version), 0) FROM {name}_schema");
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }
}
