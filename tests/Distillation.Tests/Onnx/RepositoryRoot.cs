namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>The tree that the test was built from.</summary>
internal static class RepositoryRoot
{
    private static readonly string Root = Find();

    public static string Folder(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find()
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
