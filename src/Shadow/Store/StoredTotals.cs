using System.Data.Common;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Store;

/// <summary>The totals in the store: one row for each key.</summary>
/// <param name="database">The database.</param>
internal sealed class StoredTotals(ShadowDatabase database)
{
    /// <summary>Adds to the totals of a key.</summary>
    public async Task AddAsync(
        DbConnection connection,
        DbTransaction transaction,
        TotalsKey key,
        ShadowTotals totals,
        CancellationToken cancellationToken
    )
    {
        const string Row = "model = @model AND student = @student AND teacher = @teacher AND hour = @hour";
        (string, object?)[] names =
        [
            ("model", key.Model),
            ("student", key.Student),
            ("teacher", key.Teacher),
            ("hour", key.Hour.ToUnixTimeSeconds()),
        ];

        // Create the row before locking it, so that two processes cannot both find none.
        await Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_totals (model, student, teacher, hour, totals) VALUES (@model, @student, @teacher, @hour, @totals) ON CONFLICT (model, student, teacher, hour) DO NOTHING",
            cancellationToken,
            [.. names, ("totals", new ShadowTotals().ToJson())]
        );
        await using var command = Sql.Command(
            connection,
            transaction,
            $"SELECT totals FROM shadow_totals WHERE {Row}{database.RowLock}",
            names
        );
        var sum = ShadowTotals.FromJson(
            (string?)await command.ExecuteScalarAsync(cancellationToken)
                ?? throw new InvalidOperationException("A row that was just written is gone.")
        );
        sum.Merge(totals);
        await Sql.RunAsync(
            connection,
            transaction,
            $"UPDATE shadow_totals SET totals = @totals WHERE {Row}",
            cancellationToken,
            [.. names, ("totals", sum.ToJson())]
        );
    }

    /// <summary>All totals of a student.</summary>
    public static async Task<List<(TotalsKey Key, ShadowTotals Totals)>> ReadAsync(
        DbConnection connection,
        string model,
        string student,
        CancellationToken cancellationToken
    )
    {
        await using var command = Sql.Command(
            connection,
            null,
            "SELECT teacher, hour, totals FROM shadow_totals WHERE model = @model AND student = @student",
            ("model", model),
            ("student", student)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(TotalsKey Key, ShadowTotals Totals)> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(
                (
                    new TotalsKey(model, student, reader.GetString(0), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(1))),
                    ShadowTotals.FromJson(reader.GetString(2))
                )
            );
        }

        return found;
    }
}
