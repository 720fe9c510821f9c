using System.Data.Common;

namespace TransformerService.Shadow.Store;

/// <summary>The differences between the databases; everything else is common code and one schema.</summary>
internal abstract class ShadowDatabase : IAsyncDisposable
{
    private volatile bool _migrated;

    /// <summary>The tables that it has; by default those of shadow mode.</summary>
    public Migrations Schema { get; init; } = Migrations.Shadow;

    /// <summary>Its name in reports: <c>sqlite</c> or <c>postgresql</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Appended to a SELECT, keeps others from changing its rows until the transaction ends.</summary>
    public abstract string RowLock { get; }

    /// <summary>Opens a connection to a database that has the schema.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        _migrated &= IsThere;
        var connection = await ConnectAsync(cancellationToken);
        try
        {
            if (!_migrated)
            {
                await Schema.RunAsync(this, connection, cancellationToken);
                _migrated = true;
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a connection for some work. After a failure the schema is checked again: it may be another database by then.</summary>
    public async Task<T> UseAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await work(connection);
        }
        catch
        {
            _migrated = false;
            throw;
        }
    }

    /// <summary>Begins a transaction that will write.</summary>
    public abstract Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Blocks other processes here until the transaction ends.</summary>
    public abstract Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>The time of the database's own clock, which all its users share; <see langword="null"/> if it has none.</summary>
    public virtual Task<DateTimeOffset?> NowAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken cancellationToken
    ) => Task.FromResult<DateTimeOffset?>(null);

    /// <summary>The key of the marks of texts, the same for all users of the database; created on first use.</summary>
    public virtual async Task<byte[]> KeyAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_keys (id, value) VALUES (1, @value) ON CONFLICT (id) DO NOTHING",
            cancellationToken,
            ("value", Convert.ToHexStringLower(StoreKey.New()))
        );
        await using var command = Sql.Command(connection, transaction, "SELECT value FROM shadow_keys WHERE id = 1");
        return Convert.FromHexString(
            (string?)await command.ExecuteScalarAsync(cancellationToken)
                ?? throw new InvalidOperationException("A row that was just written is gone.")
        );
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Whether the database may still be the one that was migrated.</summary>
    protected virtual bool IsThere => true;

    /// <summary>Opens a connection to the database, whatever it contains.</summary>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);
}
