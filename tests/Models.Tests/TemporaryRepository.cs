namespace TransformerService.Models.Tests;

/// <summary>A model repository in a folder of its own, deleted afterwards; exports are copied from the fixtures.</summary>
internal sealed class TemporaryRepository : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("models-").FullName;

    public string Model(string name) => Path.Combine(Root, name);

    public string File(string model, params string[] path) => Path.Combine([Root, model, .. path]);

    /// <summary>Adds a model whose variant folder holds a fixture's files, all or those named.</summary>
    public string Add(string name, string modelJson, string? fixture = null, string folder = "student", params string[] files)
    {
        var model = Directory.CreateDirectory(Model(name)).FullName;
        System.IO.File.WriteAllText(Path.Combine(model, "model.json"), modelJson);
        if (fixture is not null)
        {
            var variant = Directory.CreateDirectory(Path.Combine(model, folder)).FullName;
            foreach (var source in Directory.EnumerateFiles(FixtureFolder(fixture)))
            {
                var file = Path.GetFileName(source);
                if (file != "golden.json" && (files.Length == 0 || files.Contains(file)))
                {
                    System.IO.File.Copy(source, Path.Combine(variant, file));
                }
            }
        }

        return model;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string FixtureFolder(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? "", "tests", "fixtures", name);
    }
}
