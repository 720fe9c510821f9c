namespace TransformerService.Tests.Support.Exports;

/// <summary>Where the fixtures are: in the tree that the test was built from.</summary>
internal static class Fixtures
{
    public static string Root { get; } = FindRoot();

    public static string Folder(string name) => Path.Combine(Root, name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
            {
                return Path.Combine(folder.FullName, "tests", "fixtures");
            }
        }

        throw new DirectoryNotFoundException("TransformerService.sln is in no folder above the tests.");
    }
}
