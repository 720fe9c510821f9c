using System.Text.Json;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>The reference answers in tests/fixtures.</summary>
internal static class Golden
{
    private static readonly Lazy<string> Root = new(FindFolder);

    /// <summary>The repository's root.</summary>
    public static string Repository => Path.GetFullPath(Path.Combine(Root.Value, "..", ".."));

    /// <summary>A fixture's folder.</summary>
    public static string Folder(string fixture) => Path.Combine(Root.Value, fixture);

    /// <summary>The cases of a fixture's golden.json by name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Cases(string fixture) =>
        Read(fixture).GetProperty("cases").EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString() ?? "");

    /// <summary>A classifier's labels in the order of its golden scores.</summary>
    public static IReadOnlyList<string> Labels(string fixture) =>
        [.. Read(fixture).GetProperty("meta").GetProperty("labels").EnumerateArray().Select(label => label.GetString() ?? "")];

    /// <summary>A fixture's golden.json.</summary>
    public static JsonElement Read(string fixture)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(fixture), "golden.json")));
        return document.RootElement.Clone();
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var fixtures = Path.Combine(folder.FullName, "tests", "fixtures");
            if (Directory.Exists(fixtures))
            {
                return fixtures;
            }
        }

        throw new DirectoryNotFoundException("There is no tests/fixtures above the test program.");
    }
}
