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

    /// <summary>Adds the signs of a finding.</summary>
    public static Task AddAsync(
        DbConnection connection,
        DbTransaction transaction,
        TextFinding finding,
        long at,
        CancellationToken cancellationToken
    ) =>
        Sql.RunAsync(
            connection,
            transaction,
            "INSERT INTO shadow_signs (id, model, student, teacher, at, differs, signs) VALUES (@id, @model, @student, @teacher, @at, @differs, @signs)",
            cancellationToken,
            ("id", Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(at)).ToString("N", CultureInfo.InvariantCulture)),
            ("model", finding.Key.Model),
            ("student", finding.Key.Student),
            ("teacher", finding.Key.Teacher),
            ("at", at),
            ("differs", finding.Comparison.Differs ? 1 : 0),
            ("signs", JsonSerializer.Serialize(finding.Signs))
        );

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
