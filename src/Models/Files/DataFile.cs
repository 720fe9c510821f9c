namespace TransformerService.Models.Files;

/// <summary>Finds the files that the service writes.</summary>
public static class DataFile
{
    /// <summary>The configured file, otherwise one in the user's local application data, otherwise one below the working folder.</summary>
    /// <param name="configured">The configured path.</param>
    /// <param name="name">The file's name where none is configured.</param>
    public static string Resolve(string? configured, string name)
    {
        if (configured is { Length: > 0 })
        {
            return Path.GetFullPath(configured);
        }

        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0 ? Path.Combine(data, nameof(TransformerService), name) : Path.GetFullPath(Path.Combine("data", name));
    }
}
