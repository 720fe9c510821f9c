using System.Globalization;

namespace TransformerService.Models.Cards;

/// <summary>A score that a model card states.</summary>
/// <param name="Set">The test set.</param>
/// <param name="Metric">What was measured, with its unit.</param>
/// <param name="Value">The score.</param>
public sealed record CardScore(string Set, string Metric, double Value);

/// <summary>Reads the table of scores of a model card that the trainer wrote (<c>README.md</c> beside an export).</summary>
public static class ScoreTable
{
    private const string File = "README.md",
        Heading = "## Scores",
        System = "system",
        Set = "set";

    private const int LargestCard = 1 << 20,
        MostScores = 500;

    /// <summary>The scores of a system; none if there is no card, or it has no such table.</summary>
    /// <param name="folder">The export's folder.</param>
    /// <param name="system">The system, <c>student</c> or <c>teacher</c>.</param>
    public static IReadOnlyList<CardScore> Read(string folder, string system)
    {
        var path = Path.Combine(folder, File);
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= LargestCard }
                ? Read(global::System.IO.File.ReadLines(path), system)
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // it is being replaced
        }
    }

    /// <summary>The scores of a system in the lines of a card.</summary>
    public static IReadOnlyList<CardScore> Read(IEnumerable<string> lines, string system)
    {
        List<string[]> rows =
        [
            .. lines
                .SkipWhile(line => line.Trim() != Heading)
                .Skip(1)
                .SkipWhile(string.IsNullOrWhiteSpace)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];
        if (
            rows.Count < 3
            || Array.IndexOf(rows[0], System) is not (>= 0 and var ofSystem)
            || Array.IndexOf(rows[0], Set) is not (>= 0 and var ofSet)
        )
        {
            return [];
        }

        return
        [
            .. rows.Skip(2) // the line under the heads
                .Where(row => row.Length == rows[0].Length && row[ofSystem] == system)
                .SelectMany(row => row.Index().Select(cell => (Set: row[ofSet], Metric: rows[0][cell.Index], cell.Item)))
                .Where(cell => cell.Metric is not (System or Set) && IsNumber(cell.Item))
                .Select(cell => new CardScore(
                    cell.Set,
                    cell.Metric,
                    double.Parse(cell.Item, NumberStyles.Float, CultureInfo.InvariantCulture)
                ))
                .Take(MostScores),
        ];
    }

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
}
