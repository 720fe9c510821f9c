namespace TransformerService.Api.Tests.Hosting;

/// <summary>A model repository in a folder of its own, filled from tests/fixtures and deleted afterwards.</summary>
internal sealed class FixtureRepository : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("models-").FullName;

    /// <summary>Adds a model whose student is a fixture, without the files named.</summary>
    public FixtureRepository Add(string model, string fixture, string modelJson, params string[] without)
    {
        var student = Directory.CreateDirectory(Path.Combine(Root, model, "student")).FullName;
        File.WriteAllText(Path.Combine(Root, model, "model.json"), modelJson);
        foreach (var file in Directory.EnumerateFiles(Golden.Folder(fixture)).Where(file => !without.Contains(Path.GetFileName(file))))
            File.Copy(file, Path.Combine(student, Path.GetFileName(file)));

        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
