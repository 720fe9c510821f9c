using System.Data.Common;
using System.Globalization;
using System.Text;
using TransformerService.Models.Glossaries;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow.Glossaries;

/// <summary>Stores the glossaries of keys in a database, which several processes may share. Exceptions of the database pass through.</summary>
/// <param name="database">The database.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class GlossaryStore(ShadowDatabase database, TimeProvider timeProvider) : IAsyncDisposable
{
    private const char EndOfTerm = '\t',
        EndOfEntry = '\n';

    private const string Columns = "id, name, source, target, at, entries";

    /// <summary>Its table. The entries are lines of a term, a tab and its translation, which have neither.</summary>
    public static Migrations Schema { get; } =
        new(
            "glossary",
            [
                [
                    """
                    CREATE TABLE glossary_lists (
                        id TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
                        at BIGINT NOT NULL, entries INTEGER NOT NULL, bytes BIGINT NOT NULL, terms TEXT NOT NULL)
                    """,
                    "CREATE INDEX glossary_lists_by_owner ON glossary_lists (owner, at, id)",
                ],
            ]
        );

    /// <summary>Adds a glossary, if its owner may keep it beside its others.</summary>
    /// <param name="owner">The name of the key.</param>
    /// <param name="glossary">The glossary.</param>
    /// <param name="most">The most glossaries of an owner.</param>
    /// <param name="mostBytes">The most bytes of all glossaries of an owner.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public Task<AddedGlossary> AddAsync(
        string owner,
        NewGlossary glossary,
        int most,
        long mostBytes,
        CancellationToken cancellationToken
    ) =>
        database.UseAsync(
            async connection =>
            {
                await using var transaction = await database.BeginAsync(connection, cancellationToken);
                await database.LockSchemaAsync(connection, transaction, cancellationToken); // two processes must not both take the last place
                var (count, bytes) = await KeptAsync(connection, transaction, owner, cancellationToken);
                var terms = string.Concat(
                    glossary.Entries.Entries.Select(static entry => $"{entry.Source}{EndOfTerm}{entry.Target}{EndOfEntry}")
                );
                var size = Encoding.UTF8.GetByteCount(terms) + Encoding.UTF8.GetByteCount(glossary.Name);
                if (count >= most || bytes + size > mostBytes)
                {
                    return new AddedGlossary(null, count, bytes);
                }

                var now = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
                var added = new KeyGlossary(
                    Guid.NewGuid(),
                    glossary.Name,
                    glossary.Source,
                    glossary.Target,
                    DateTimeOffset.FromUnixTimeMilliseconds(now),
                    glossary.Entries.Entries.Count
                );
                await Sql.RunAsync(
                    connection,
                    transaction,
                    """
                    INSERT INTO glossary_lists (id, owner, name, source, target, at, entries, bytes, terms)
                    VALUES (@id, @owner, @name, @source, @target, @at, @entries, @bytes, @terms)
                    """,
                    cancellationToken,
                    ("id", $"{added.Id:D}"),
                    ("owner", owner),
                    ("name", added.Name),
                    ("source", added.Source),
                    ("target", added.Target),
                    ("at", now),
                    ("entries", added.Count),
                    ("bytes", (long)size),
                    ("terms", terms)
                );
                await transaction.CommitAsync(cancellationToken);
                return new AddedGlossary(added, count + 1, bytes + size);
            },
            cancellationToken
        );

    /// <summary>The glossaries of an owner, the oldest first.</summary>
    public Task<List<KeyGlossary>> ListAsync(string owner, CancellationToken cancellationToken) =>
        database.UseAsync(
            async connection =>
            {
                await using var command = Sql.Command(
                    connection,
                    null,
                    $"SELECT {Columns} FROM glossary_lists WHERE owner = @owner ORDER BY at, id",
                    ("owner", owner)
                );
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                List<KeyGlossary> glossaries = [];
                while (await reader.ReadAsync(cancellationToken))
                {
                    glossaries.Add(Read(reader));
                }

                return glossaries;
            },
            cancellationToken
        );

    /// <summary>A glossary of an owner; <see langword="null"/> if it has none of this id.</summary>
    public Task<GlossaryContent?> FindAsync(string owner, Guid id, CancellationToken cancellationToken) =>
        database.UseAsync(
            async connection =>
            {
                await using var command = Sql.Command(
                    connection,
                    null,
                    $"SELECT {Columns}, terms FROM glossary_lists WHERE id = @id AND owner = @owner",
                    ("id", $"{id:D}"),
                    ("owner", owner)
                );
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                return await reader.ReadAsync(cancellationToken) ? new GlossaryContent(Read(reader), EntriesOf(reader.GetString(6))) : null;
            },
            cancellationToken
        );

    /// <summary>Deletes a glossary of an owner. Returns whether it was there.</summary>
    public Task<bool> DeleteAsync(string owner, Guid id, CancellationToken cancellationToken) =>
        database.UseAsync(
            async connection =>
                await Sql.RunAsync(
                    connection,
                    null,
                    "DELETE FROM glossary_lists WHERE id = @id AND owner = @owner",
                    cancellationToken,
                    ("id", $"{id:D}"),
                    ("owner", owner)
                ) > 0,
            cancellationToken
        );

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static async Task<(int Count, long Bytes)> KeptAsync(
        DbConnection connection,
        DbTransaction transaction,
        string owner,
        CancellationToken cancellationToken
    )
    {
        await using var command = Sql.Command(
            connection,
            transaction,
            "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM glossary_lists WHERE owner = @owner",
            ("owner", owner)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken); // an aggregate has one row
        return ((int)reader.GetInt64(0), reader.GetInt64(1));
    }

    private static KeyGlossary Read(DbDataReader reader) =>
        new(
            Guid.Parse(reader.GetString(0), CultureInfo.InvariantCulture),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)),
            reader.GetInt32(5)
        );

    private static GlossaryEntry[] EntriesOf(string terms) =>
        [
            .. terms
                .Split(EndOfEntry, StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => line.Split(EndOfTerm))
                .Select(static parts => new GlossaryEntry(parts[0], parts[1])),
        ];
}

/// <summary>What came of a glossary that was to be added.</summary>
/// <param name="Glossary">The glossary; <see langword="null"/> if its owner may not keep it.</param>
/// <param name="Count">The glossaries that the owner has.</param>
/// <param name="Bytes">Their bytes.</param>
internal readonly record struct AddedGlossary(KeyGlossary? Glossary, int Count, long Bytes);
