using System.Text.Json;

namespace TransformerService.Micro;

/// <summary>The repository's own files: BenchmarkDotNet runs its programs from its own folder below this project's folder.</summary>
internal static class Files
{
    private static readonly string Root = FindRoot();

    public static string Folder(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Sentences for a task.</summary>
    public static string[] Sentences(string task)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Folder("tests", "Clients", "sentences.json")));
        return [.. json.RootElement.GetProperty(task).EnumerateArray().Select(text => text.GetString() ?? "")];
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

        throw new DirectoryNotFoundException("TransformerService.sln is in no folder above this program.");
    }
}
