using System.Text.Json;

namespace TransformerService.Distillation.Tests.Data;

/// <summary>Files of the tree that the tests were built from.</summary>
internal static class SourceTree
{
    private static readonly string Root = FindRoot();

    public static JsonElement Json(params string[] path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine([Root, .. path])));
        return document.RootElement.Clone();
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("TransformerService.sln is in no folder above the tests.");
    }
}
