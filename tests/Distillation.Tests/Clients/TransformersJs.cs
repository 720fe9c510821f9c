using System.Text.Json;
using Xunit;

namespace TransformerService.Distillation.Tests.Clients;

/// <summary>npm's @huggingface/transformers on a folder of this disk; see tests/Clients/transformers-js.mjs.</summary>
internal static class TransformersJs
{
    /// <summary>Runs one job; skips the test where Node or the packages are missing.</summary>
    /// <param name="task"><c>tokenize</c>, <c>translation</c> or <c>text-classification</c>.</param>
    /// <param name="folder">The export.</param>
    /// <param name="texts">Taken one by one.</param>
    public static async Task<JsonElement> RunAsync(string task, string folder, IReadOnlyList<string> texts)
    {
        var node = ClientProgram.Find("node");
        if (node is null || !Directory.Exists(Path.Combine(ClientProgram.Folder, "node_modules", "@huggingface", "transformers")))
        {
            Assert.Skip("Node or tests/Clients/node_modules is missing: run tools/install-test-tools.sh.");
        }

        var output = await ClientProgram.RunAsync(
            node,
            ["transformers-js.mjs"],
            JsonSerializer.Serialize(
                new
                {
                    task,
                    folder,
                    texts,
                }
            )
        );
        using var answer = JsonDocument.Parse(output);
        return answer.RootElement.Clone();
    }
}
