using System.Text.Json;

namespace TransformerService.Deploy.Tests.Supply;

/// <summary>One packages.lock.json: the packages that a restore in locked mode takes.</summary>
internal sealed class LockFile
{
    public const string Cpu = "packages.lock.json";
    public const string Cuda = "packages.cuda.lock.json";

    private LockFile(JsonElement root) =>
        Packages = [
            .. root.GetProperty("dependencies")
                .EnumerateObject()
                .SelectMany(target => target.Value.EnumerateObject(), Package.Read)
                .Where(package => package.Kind != "Project")
                .Distinct(),
        ];

    public IReadOnlyList<Package> Packages { get; }

    public static LockFile Read(string project, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(project) ?? "", name)));
        return new LockFile(document.RootElement);
    }

    /// <summary>Every project file of the solution.</summary>
    public static IEnumerable<string> Projects()
    {
        var solution = File.ReadAllText(Repository.File("TransformerService.sln"));
        return new[] { "src", "tests", "bench", "samples" }
            .SelectMany(folder => Directory.EnumerateDirectories(Repository.File(folder)))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Where(project => solution.Contains($"\\{Path.GetFileName(project)}\"", StringComparison.Ordinal));
    }

    internal sealed record Package(string Name, string Version, string Kind, string Hash)
    {
        public static Package Read(JsonProperty target, JsonProperty package) =>
            new(
                package.Name.ToLowerInvariant(),
                Text(package.Value, "resolved"),
                Text(package.Value, "type"),
                Text(package.Value, "contentHash")
            );

        private static string Text(JsonElement package, string name) =>
            package.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
    }
}
