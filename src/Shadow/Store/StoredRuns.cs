using System.Data.Common;
using System.Globalization;

namespace TransformerService.Shadow.Store;

/// <summary>For each process: how many outcomes of its samples are stored, and how many samples it lost when it was killed.</summary>
internal sealed class StoredRuns(TimeProvider timeProvider)
{
    /// <summary>Adds outcomes that are written now.</summary>
    public async Task AddSettledAsync(
        DbConnection connection,
        DbTransaction transaction,
        string run,
        long count,
        long at,
        CancellationToken cancellationToken
    )
    {
        await BeginAsync(connection, transaction, run, cancellationToken);
        await Sql.RunAsync(
            connection,
            transaction,
            "UPDATE shadow_runs SET settled = settled + @count, at = @at WHERE id = @id",
            cancellationToken,
            ("count", count),
            ("at", at),
            ("id", run)
        );
    }

    /// <summary>Records what a process has lost: the texts that it sampled, less those whose outcome is stored. Returns how many.</summary>
    public async Task<long> SettleAsync(
        DbConnection connection,
        DbTransaction transaction,
        string run,
        long sampled,
        CancellationToken cancellationToken
    )
    {
        await BeginAsync(connection, transaction, run, cancellationToken);
        await using var command = Sql.Command(connection, transaction, "SELECT settled FROM shadow_runs WHERE id = @id", ("id", run));
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
        return lost;
    }

    /// <summary>Deletes the entry of a process.</summary>
    public static Task<int> ForgetAsync(DbConnection connection, string run, CancellationToken cancellationToken) =>
        Sql.RunAsync(connection, null, "DELETE FROM shadow_runs WHERE id = @id", cancellationToken, ("id", run));

    /// <summary>The number of texts that all processes have lost.</summary>
    public static async Task<long> LostAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = Sql.Command(connection, null, "SELECT COALESCE(SUM(lost), 0) FROM shadow_runs");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private Task<int> BeginAsync(DbConnection connection, DbTransaction transaction, string run, CancellationToken cancellationToken) =>
        Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_runs (id, at, settled, lost) VALUES (@id, @at, 0, 0) ON CONFLICT (id) DO NOTHING",
            cancellationToken,
            ("id", run),
            ("at", timeProvider.GetUtcNow().ToUnixTimeMilliseconds())
        );
}
