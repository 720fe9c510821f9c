using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Exports;

/// <summary>
/// A fixture as other exporters would have written it, loaded beside an untouched one that must be served whatever happens.
/// </summary>
internal sealed class ChangedExport : IDisposable
{
    public const string Classification = """{ "task": "text-classification" }""";
    public const string Translation = """{ "task": "translation", "prefix": "" }""";
    private readonly TestCatalog _catalog;

    public ChangedExport(string fixture, string modelJson = Classification, BatchingOptions? batching = null)
    {
        _catalog = new TestCatalog(batching: batching);
        Folder = _catalog.Add("m", fixture, modelJson);
        _catalog.Add("good", "distilbert-tiny", Classification);
        Pipeline = _catalog.Pipeline();
    }

    public string Folder { get; }

    public InferencePipeline Pipeline { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ChangedExport Graph(Action<GraphEdit> change, string file = "model.onnx")
    {
        GraphEdit.Change(Path.Combine(Folder, file), change);
        return this;
    }

    /// <summary>Changes a JSON file; a field that is given <see langword="null"/> is taken away.</summary>
    public ChangedExport Json(string field, JsonNode? value, string file = "config.json")
    {
        var path = Path.Combine(Folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject(); // a fixture's file holds an object
        json.Remove(field);
        if (value is not null)
        {
            json.Add(field, value);
        }

        File.WriteAllText(path, json.ToJsonString());
        return this;
    }

    /// <summary>Loads it, and checks that its neighbour answers.</summary>
    public async Task<ModelInfo> LoadAsync()
    {
        await _catalog.Catalog.LoadAsync(Token);
        (await Pipeline.ClassifyAsync(new ClassificationRequest(["fine"]) { Model = "good" }, Token)).Results.Count.ShouldBe(1);
        return _catalog.Catalog.Describe("m");
    }

    /// <summary>Its only fault.</summary>
    public async Task<string> FaultAsync()
    {
        var variant = (await LoadAsync()).Variants.ShouldHaveSingleItem();
        variant.State.ShouldBe(ModelState.Failed);
        return variant.Faults.ShouldHaveSingleItem();
    }

    /// <summary>Its warnings, once it is served.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync()
    {
        var model = await LoadAsync();
        model.Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
        model.State.ShouldBe(ModelState.Ready);
        return model.Warnings;
    }

    public void Dispose() => _catalog.Dispose();
}
