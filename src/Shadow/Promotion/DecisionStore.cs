using System.Data.Common;
using System.Globalization;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow.Promotion;

/// <summary>
/// Stores decisions in a database, which several processes may share; nothing deletes them. Exceptions of the database pass through.
/// </summary>
/// <param name="database">The database.</param>
internal sealed class DecisionStore(ShadowDatabase database) : IAsyncDisposable, IDisposable
{
    private const string Columns = "number, subject, model, decision, previous, hash";

    /// <summary>Its tables: the decisions, and the newest one's number and hash, whose row a writer locks.</summary>
    public static Migrations Schema { get; } =
        new(
            "decisions",
            [
                [
                    """
                    CREATE TABLE decisions_made (
                        number BIGINT NOT NULL PRIMARY KEY, subject TEXT NOT NULL UNIQUE, model TEXT NOT NULL, decision TEXT NOT NULL,
                        previous TEXT NOT NULL, hash TEXT NOT NULL)
                    """,
                    "CREATE TABLE decisions_head (id INTEGER NOT NULL PRIMARY KEY, number BIGINT NOT NULL, hash TEXT NOT NULL)",
                    "INSERT INTO decisions_head (id, number, hash) VALUES (1, 0, '')",
                ],
            ]
        );

    /// <summary>The decision on a question; <see langword="null"/> if there is none.</summary>
    public Task<PromotionDecision?> FindAsync(DecisionSubject subject, CancellationToken cancellationToken) =>
        database.UseAsync(connection => FindAsync(connection, null, subject, cancellationToken), cancellationToken);

    /// <summary>Stores a decision, unless there is one on the question; returns the one that is stored.</summary>
    public Task<PromotionDecision> AddAsync(DecisionDraft draft, CancellationToken cancellationToken) =>
        AddAsync(
            draft.Subject,
            draft.Subject.Model,
            _ => draft.Subject.Key,
            number => DecisionChain.Write(draft, number),
            cancellationToken
        );

    /// <summary>Stores an operator's change.</summary>
    public Task<PromotionDecision> AddAsync(OperatorDraft draft, CancellationToken cancellationToken) =>
        AddAsync(null, draft.Change.Model, DecisionSubject.KeyOfChange, number => DecisionChain.Write(draft, number), cancellationToken);

    /// <summary>The newest decisions, the newest first, and whether the whole chain is as it was written.</summary>
    /// <param name="model">The model; <see langword="null"/> for all.</param>
    /// <param name="limit">How many decisions at most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<DecisionLog> ReadAsync(string? model, int limit, CancellationToken cancellationToken) =>
        database.UseAsync(
            async connection =>
            {
                // Decisions never change: those up to the newest one are the same whatever is written meanwhile.
                var head = await HeadAsync(connection, null, cancellationToken) ?? (long.MaxValue, "");
                await using var command = Sql.Command(
                    connection,
                    null,
                    $"SELECT {Columns} FROM decisions_made WHERE number <= @head ORDER BY number",
                    ("head", head.Number)
                );
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                Queue<PromotionDecision> found = new();
                (long Number, string Hash) last = (0, "");
                long? fault = null;
                while (await reader.ReadAsync(cancellationToken))
                {
                    var (number, text, hash) = (reader.GetInt64(0), reader.GetString(3), reader.GetString(5));
                    var decision = Read(text, reader.GetString(4), hash);
                    var isLinked =
                        number == last.Number + 1
                        && reader.GetString(4) == last.Hash
                        && DecisionChain.Hash(last.Hash, text) == hash
                        && decision?.Number == number
                        && DecisionSubject.KeyOf(decision) == reader.GetString(1)
                        && decision.Model == reader.GetString(2);
                    fault ??= isLinked ? null : Math.Min(number, last.Number + 1);
                    last = (number, hash);
                    if (decision is not null && (model is null || decision.Model == model))
                    {
                        found.Enqueue(decision);
                        if (found.Count > limit)
                        {
                            _ = found.Dequeue();
                        }
                    }
                }

                fault ??= head == last ? null : last.Number + 1;
                return new DecisionLog([.. found.Reverse()], last.Number, last.Hash, fault);
            },
            cancellationToken
        );

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>As <see cref="DisposeAsync"/>, for a host that cannot wait otherwise.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task<PromotionDecision> AddAsync(
        DecisionSubject? question,
        string model,
        Func<long, string> key,
        Func<long, string> write,
        CancellationToken cancellationToken
    ) =>
        database.UseAsync(
            async connection =>
            {
                await using var transaction = await database.BeginAsync(connection, cancellationToken);
                (var newest, var previous) =
                    await HeadAsync(connection, transaction, cancellationToken)
                    ?? throw new InvalidOperationException("The newest decision's row is gone from decisions_head.");
                if (question is not null && await FindAsync(connection, transaction, question, cancellationToken) is { } made)
                {
                    return made;
                }

                var number = newest + 1;
                var text = write(number);
                var hash = DecisionChain.Hash(previous, text);
                await Sql.RunAsync(
                    connection,
                    transaction,
                    $"INSERT INTO decisions_made ({Columns}) VALUES (@number, @subject, @model, @decision, @previous, @hash)",
                    cancellationToken,
                    ("number", number),
                    ("subject", key(number)),
                    ("model", model),
                    ("decision", text),
                    ("previous", previous),
                    ("hash", hash)
                );
                await Sql.RunAsync(
                    connection,
                    transaction,
                    "UPDATE decisions_head SET number = @number, hash = @hash WHERE id = 1",
                    cancellationToken,
                    ("number", number),
                    ("hash", hash)
                );
                await transaction.CommitAsync(cancellationToken);
                return DecisionChain.Read(text, previous, hash);
            },
            cancellationToken
        );

    private static PromotionDecision? Read(string text, string previous, string hash)
    {
        try
        {
            return DecisionChain.Read(text, previous, hash);
        }
        catch (FormatException)
        {
            return null; // a changed record, which breaks the chain
        }
    }

    private static async Task<PromotionDecision?> FindAsync(
        DbConnection connection,
        DbTransaction? transaction,
        DecisionSubject subject,
        CancellationToken cancellationToken
    )
    {
        await using var command = Sql.Command(
            connection,
            transaction,
            "SELECT decision, previous, hash FROM decisions_made WHERE subject = @subject",
            ("subject", subject.Key)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? DecisionChain.Read(reader.GetString(0), reader.GetString(1), reader.GetString(2))
            : null;
    }

    /// <summary>
    /// The newest decision's number and hash, locked until the transaction ends, if there is one; <see langword="null"/> if the row is gone.
    /// </summary>
    private async Task<(long Number, string Hash)?> HeadAsync(
        DbConnection connection,
        DbTransaction? transaction,
        CancellationToken cancellationToken
    )
    {
        await using var command = Sql.Command(
            connection,
            transaction,
            $"SELECT number, hash FROM decisions_head WHERE id = 1{(transaction is null ? "" : database.RowLock)}"
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture), reader.GetString(1))
            : null;
    }
}

/// <summary>Decisions as they are stored.</summary>
/// <param name="Decisions">The newest first.</param>
/// <param name="Length">How many decisions the chain has.</param>
/// <param name="Hash">The newest decision's hash: kept elsewhere, it shows later whether the newest decisions were removed together.</param>
/// <param name="Fault">The number of the first decision that is missing or changed; <see langword="null"/> if the chain is intact.</param>
public sealed record DecisionLog(IReadOnlyList<PromotionDecision> Decisions, long Length, string Hash, long? Fault);
