namespace TransformerService.Shadow.Store;

/// <summary>Finds the SQLite file.</summary>
internal static class StorePath
{
    /// <summary>The configured file, otherwise one in the user's local application data, otherwise one below the working folder.</summary>
    public static string Resolve(string? configured)
    {
        if (configured is { Length: > 0 })
        {
            return Path.GetFullPath(configured);
        }

        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, nameof(TransformerService), "shadow.db")
            : Path.GetFullPath(Path.Combine("data", "shadow.db"));
    }
}
