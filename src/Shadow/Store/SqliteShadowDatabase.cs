using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TransformerService.Shadow.Store;

/// <summary>
/// A SQLite file. It is opened again for each use, which costs little at one write every few seconds. So a file that was deleted, moved
/// or restored is noticed; an open one would be written on unseen. The provider blocks in its asynchronous calls: do not call it where
/// that matters.
/// </summary>
internal sealed class SqliteShadowDatabase(string path, TimeSpan timeout, ILogger? logger = null) : ShadowDatabase
{
    private volatile bool _isTight;

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = (int)Math.Ceiling(timeout.TotalSeconds),
    }.ToString();

    public override string Kind => "sqlite";

    public override string RowLock => ""; // a write transaction locks the whole file

    protected override bool IsThere => File.Exists(path);

    public override Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    public override Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override Task<byte[]> KeyAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) =>
        Task.FromResult(StoreKey.Of(path));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        StoreFiles.MakeFolder(path);
        if (!IsThere)
        {
            // SQLite creates its other files with the mode of this one. An empty file is an empty database.
            StoreFiles.MakeEmpty(path);
            _isTight = false;
        }

        if (!_isTight)
        {
            _isTight = true;
            StoreFiles.Tighten(path, logger ?? NullLogger.Instance);
        }

        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
