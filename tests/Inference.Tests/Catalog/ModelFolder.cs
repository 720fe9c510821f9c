using System.Text.Json.Nodes;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>A fixture's folder that a test changes, and then loads as the server does.</summary>
internal sealed class ModelFolder : IDisposable
{
    private const string Model = "m";
    private readonly TestCatalog _catalog = new();
    private string _path = "";

    public TestCatalog Catalog => _catalog;

    /// <summary>The tokenizer that the loaded model has.</summary>
    public TextTokenizer Tokenizer => _catalog.Catalog.Models[0].Variants[0].Model!.Tokenizer; // the test has seen that it loads

    public void Begin(string fixture) =>
        _path = _catalog.Add(
            Model,
            fixture,
            $$"""{ "task": "{{(File.Exists(Path.Combine(Fixtures.Folder(fixture), "encoder_model.onnx")) ? "translation" : "text-classification")}}" }"""
        );

    public string Read(string file) => File.ReadAllText(Path.Combine(_path, file));

    public void Write(string file, string content) => File.WriteAllText(Path.Combine(_path, file), content);

    public void Append(string file, byte[] content) => File.AppendAllBytes(Path.Combine(_path, file), content);

    public void WriteManifest(string content) => File.WriteAllText(Path.Combine(_catalog.Root, Model, "model.json"), content);

    public void Delete(string file) => File.Delete(Path.Combine(_path, file));

    public void Edit(string file, Action<JsonObject> change)
    {
        var root = JsonNode.Parse(Read(file))!.AsObject(); // the fixtures' files are objects
        change(root);
        Write(file, root.ToJsonString());
    }

    /// <summary>Loads the model and gives its faults; none if it is ready.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        await _catalog.Catalog.LoadAsync(TestContext.Current.CancellationToken);
        return _catalog.Catalog.Describe(Model).Variants[0].Faults;
    }

    /// <summary>Loads the model and gives its warnings.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync()
    {
        var faults = await FaultsAsync();
        return faults.Count == 0
            ? _catalog.Catalog.Describe(Model).Warnings
            : throw new InvalidOperationException(string.Join(' ', faults));
    }

    public void Dispose() => _catalog.Dispose();
}
