namespace TransformerService.Load.Processes;

/// <summary>Finds this repository: the tree that the program was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A path in it.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
            {
                return folder.FullName;
            }
        }

        throw new LoadException("TransformerService.sln is in no folder above this program.");
    }
}
