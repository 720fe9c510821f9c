using TransformerService.Distillation.Tests.Onnx;

namespace TransformerService.Distillation.Tests.Evaluation;

/// <summary>A model's folder whose variants are exports of tests/fixtures, gone after the test.</summary>
internal sealed class FixtureModel : IDisposable
{
    public FixtureModel(string task, params IReadOnlyList<(string Role, string Fixture)> variants)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, "model.json"), $$"""{ "task": "{{task}}" }""");
        foreach ((var role, var fixture) in variants)
        {
            var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, role)).FullName;
            foreach (
                var file in Directory
                    .EnumerateFiles(RepositoryRoot.Folder("tests", "fixtures", fixture))
                    .Where(file => !file.EndsWith("golden.json", StringComparison.Ordinal))
            )
            {
                File.Copy(file, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)));
            }
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("fixture-model-").FullName;

    /// <summary>Replaces text in a file of a variant.</summary>
    public FixtureModel Change(string file, string from, string to)
    {
        var path = System.IO.Path.Combine(Path, file);
        var text = File.ReadAllText(path);
        File.WriteAllText(
            path,
            text.Contains(from, StringComparison.Ordinal) ? text.Replace(from, to) : throw new ArgumentException($"{file} lacks {from}.")
        );
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
