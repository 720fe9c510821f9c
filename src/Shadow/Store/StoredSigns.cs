using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Store;

/// <summary>The signs of answers in the store: one row for each finding. They hold no text.</summary>
internal static class StoredSigns
{
    /// <summary>Findings that are kept for each model, and that a fit reads at most.</summary>
    public const int Most = 10_000;

    /// <summary>The most rows in one statement; each has six parameters of its own.</summary>
    private const int Portion = 100;

    /// <summary>Adds the signs of findings.</summary>
    public static async Task AddAsync(
        DbConnection connection,
        DbTransaction transaction,
        IEnumerable<TextFinding> findings,
        long at,
        CancellationToken cancellationToken
    )
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(at);
        foreach (var portion in findings.Chunk(Portion))
        {
            await Sql.RunAsync(
                connection,
                transaction,
                $"INSERT INTO shadow_signs (id, model, student, teacher, at, differs, signs) VALUES {Sql.Each("(@i{0}, @m{0}, @s{0}, @t{0}, @at, @d{0}, @g{0})", portion.Length)}",
                cancellationToken,
                [
                    ("at", at),
                    .. portion.SelectMany(
                        (finding, row) =>
                            ((string, object?)[])
                                [
                                    ($"i{row}", Guid.CreateVersion7(time).ToString("N", CultureInfo.InvariantCulture)),
                                    ($"m{row}", finding.Key.Model),
                                    ($"s{row}", finding.Key.Student),
                                    ($"t{row}", finding.Key.Teacher),
                                    ($"d{row}", finding.Comparison.Differs ? 1 : 0),
                                    ($"g{row}", JsonSerializer.Serialize(finding.Signs)),
                                ]
                    ),
                ]
            );
        }
    }

    /// <summary>A student's findings, the newest first, against the teacher's version of the newest.</summary>
    public static async Task<SignedFindings> ReadAsync(
        DbConnection connection,
        string model,
        string student,
        CancellationToken cancellationToken
    )
    {
        await using var command = Sql.Command(
            connection,
            null,
            "SELECT id, teacher, at, differs, signs FROM shadow_signs WHERE model = @model AND student = @student ORDER BY id DESC LIMIT @limit",
            ("model", model),
            ("student", student),
            ("limit", Most)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<RiskFinding> found = [];
        string? teacher = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            teacher ??= reader.GetString(1);
            if (reader.GetString(1) == teacher)
            {
                found.Add(
                    new RiskFinding(
                        JsonSerializer.Deserialize<double[]>(reader.GetString(4)) ?? [],
                        Convert.ToInt64(reader.GetValue(3), CultureInfo.InvariantCulture) != 0,
                        Convert.ToInt32(reader.GetString(0)[^1..], 16) % 2 == 0, // the last digit of an id is random, and never changes
                        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2))
                    )
                );
            }
        }

        return new SignedFindings(teacher ?? "", found);
    }
}

/// <summary>Findings with the signs of the student's answers.</summary>
/// <param name="Teacher">The teacher's version; empty without findings.</param>
/// <param name="Findings">The newest first.</param>
internal sealed record SignedFindings(string Teacher, IReadOnlyList<RiskFinding> Findings);
