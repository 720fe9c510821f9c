using System.Text.Json;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

/// <summary>Files beside the tests that read them, found in the tree that the tests were built from.</summary>
internal static class TestData
{
    public static JsonElement Json(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
            {
                var path = Path.Combine(folder.FullName, "tests", "Distillation.Tests", "Evaluation", "Metrics", file);
                using var document = JsonDocument.Parse(File.ReadAllText(path));
                return document.RootElement.Clone();
            }
        }

        throw new DirectoryNotFoundException("TransformerService.sln is in no folder above the tests.");
    }
}
