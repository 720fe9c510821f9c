namespace TransformerService.Api.Tests.Hosting;

/// <summary>A model repository in a folder of its own, filled from tests/fixtures and deleted afterwards.</summary>
internal sealed class FixtureRepository : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("models-").FullName;

    /// <summary>Adds a model whose student is a fixture, without the files named.</summary>
    public FixtureRepository Add(string model, string fixture, string modelJson, params string[] without) =>
        AddFolder(model, Golden.Folder(fixture), modelJson, without);

    /// <summary>As <see cref="Add"/>, from any folder.</summary>
    public FixtureRepository AddFolder(string model, string folder, string modelJson, params string[] without)
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Root, model)).FullName, "model.json"), modelJson);
        return Copy(model, "student", folder, without);
    }

    /// <summary>Adds the models that the program comes with.</summary>
    public FixtureRepository AddDefaults() => Copy("", "", Path.Combine(Golden.Repository, "models"));

    /// <summary>Adds a fixture as the teacher of a model that was added before.</summary>
    public FixtureRepository AddTeacher(string model, string fixture) => Copy(model, "teacher", Golden.Folder(fixture));

    /// <summary>Adds a fixture as a version of a model's student; the first one with the model.json.</summary>
    public FixtureRepository AddVersion(string model, string version, string fixture, string modelJson)
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Root, model)).FullName, "model.json"), modelJson);
        return Copy(model, Path.Combine("student", version), Golden.Folder(fixture));
    }

    private FixtureRepository Copy(string model, string variant, string source, params string[] without)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, model, variant)).FullName;
        var files = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories);
        foreach (var file in files.Where(file => !without.Contains(Path.GetFileName(file))))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? folder);
            File.Copy(file, copy);
        }

        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
