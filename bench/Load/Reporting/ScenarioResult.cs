using System.Runtime.InteropServices;
using System.Text.Json;

namespace TransformerService.Load.Reporting;

/// <summary>The result of a scenario.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Rows">A row for each target.</param>
/// <param name="Bounds">The bounds that must hold.</param>
/// <param name="Notes">Additional notes, one sentence each.</param>
internal sealed record ScenarioResult(string Title, IReadOnlyList<ResultRow> Rows, IReadOnlyList<Bound> Bounds, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Print(TextWriter output)
    {
        output.WriteLine($"\n{Title}\n");
        ResultTable.Print(Rows, output);
        if (Bounds.Count > 0)
        {
            output.WriteLine("\n| what | measured | bound | |\n|---|--:|--:|---|");
            foreach (var bound in Bounds)
            {
                output.WriteLine(bound);
            }
        }

        foreach (var note in Notes)
        {
            output.WriteLine($"\n{note}");
        }
    }

    /// <summary>Everything, with the machine that it was measured on.</summary>
    public static string ToJson(IReadOnlyList<ScenarioResult> results) =>
        JsonSerializer.Serialize(
            new
            {
                cores = Environment.ProcessorCount,
                architecture = RuntimeInformation.ProcessArchitecture.ToString(),
                system = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
                measuredAt = TimeProvider.System.GetUtcNow(),
                results,
            },
            Json
        );
}
