namespace TransformerService.Inference.Tests;

/// <summary>Finds the committed exports and their golden answers.</summary>
internal static class Fixtures
{
    public static string Root { get; } = FindRoot();

    public static string Folder(string name) => Path.Combine(Root, "tests", "fixtures", name);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("TransformerService.sln is in no folder above the tests.");
    }
}
