using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow.Tests.Usage;

/// <summary>A database that is away at times, and whose replies are lost at times though it did what was asked.</summary>
internal sealed class LossyDatabase(ShadowDatabase inner) : ShadowDatabase
{
    /// <summary>Whether connections are refused.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether the reply to all that is done on a connection is lost.</summary>
    public bool LosesReplies { get; set; }

    public override string Kind => inner.Kind;

    public override string RowLock => inner.RowLock;

    public override Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        inner.BeginAsync(((LossyConnection)connection).Inner, cancellationToken);

    public override Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        inner.LockSchemaAsync(((LossyConnection)connection).Inner, transaction, cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) =>
        IsAway ? throw new IOException("It is away.") : new LossyConnection(await inner.ConnectAsync(cancellationToken), LosesReplies);

    /// <summary>Fails when it is closed, after everything is done.</summary>
    private sealed class LossyConnection(DbConnection inner, bool losesReplies) : DbConnection
    {
        public DbConnection Inner => inner;

        [AllowNull]
        public override string ConnectionString
        {
            get => inner.ConnectionString;
            set => inner.ConnectionString = value;
        }

        public override string Database => inner.Database;

        public override string DataSource => inner.DataSource;

        public override string ServerVersion => inner.ServerVersion;

        public override ConnectionState State => inner.State;

        public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

        public override void Close() => inner.Close();

        public override void Open() => inner.Open();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
            if (losesReplies)
            {
                throw new IOException("The reply is lost.");
            }
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => inner.BeginTransaction(isolationLevel);

        protected override DbCommand CreateDbCommand() => inner.CreateCommand();
    }
}
