using Shouldly;
using TransformerService.Models.Exports;
using TransformerService.Models.Repository;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>A model's folder with one variant to export into, gone after the test.</summary>
internal sealed class ExportFolder : IDisposable
{
    private readonly string _model = Directory.CreateTempSubdirectory("export-").FullName;

    public ExportFolder(string task)
    {
        Path = Directory.CreateDirectory(System.IO.Path.Combine(_model, "student")).FullName;
        File.WriteAllText(System.IO.Path.Combine(_model, "model.json"), $$"""{ "task": "{{task}}" }""");
    }

    public string Path { get; }

    /// <summary>
    /// Reads the export as the server does; the tokenizer's files, which exporters leave to their callers, are put there empty.
    /// </summary>
    public ExportDescription Read(params string[] tokenizerFiles)
    {
        foreach (var name in tokenizerFiles)
        {
            File.WriteAllText(System.IO.Path.Combine(Path, name), "");
        }

        var model = ModelRepository.ReadModel(_model);
        model.Faults.ShouldBeEmpty();
        model.Variants[0].Faults.ShouldBeEmpty();
        return model.Variants[0].Export!; // without faults there is one
    }

    public void Dispose() => Directory.Delete(_model, recursive: true);
}
