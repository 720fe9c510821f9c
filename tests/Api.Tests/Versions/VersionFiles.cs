using System.Globalization;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Api.Tests.Versions;

/// <summary>What the trainer writes beside an export.</summary>
internal static class VersionFiles
{
    /// <summary>Writes a card with a score, and a self-check with answers, beside a version of a student.</summary>
    public static void Write(
        string root,
        string model,
        string version,
        double score,
        params (string Text, string Answer, double Score)[] answers
    )
    {
        var folder = Path.Combine(root, model, "student", version);
        var value = score.ToString(CultureInfo.InvariantCulture);
        File.WriteAllLines(
            Path.Combine(folder, "README.md"),
            [
                "# A card",
                "",
                "## Scores",
                "",
                "| system | model | set | accuracy % | precision |",
                "|---|---|---|---:|---|",
                $"| student | x | dev.tsv | {value} | int8 |",
                "| teacher | x | dev.tsv | 99 | float32 |",
            ]
        );
        SelfCheckJson.Write(
            folder,
            new SelfCheckFile("0", [.. answers.Select(one => new SelfCheckSample(one.Text, one.Answer, one.Score))])
        );
    }
}
