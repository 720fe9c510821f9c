using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace TransformerService.Shadow.Store;

/// <summary>A PostgreSQL database that several replicas may share.</summary>
internal sealed class PostgresShadowDatabase : ShadowDatabase
{
    /// <summary>Key of the advisory lock under which the schema is created; any number that others are unlikely to use.</summary>
    private const long SchemaLock = 0x5348_4144_4F57;

    private readonly NpgsqlDataSource _source;

    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public PostgresShadowDatabase(string connectionString, TimeSpan timeout)
    {
        var seconds = (int)Math.Ceiling(timeout.TotalSeconds);
        _source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Timeout = seconds, CommandTimeout = seconds }
        );
    }

    public override string Kind => "postgresql";

    public override string RowLock => " FOR UPDATE";

    public override async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    public override async Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        await Sql.RunAsync(connection, transaction, "SELECT pg_advisory_xact_lock(@key)", cancellationToken, ("key", SchemaLock));

    public override async Task<DateTimeOffset?> NowAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = Sql.Command(connection, transaction, "SELECT CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT)");
        return DateTimeOffset.FromUnixTimeMilliseconds(
            Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture)
        );
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);
}
