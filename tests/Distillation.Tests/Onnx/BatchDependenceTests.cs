using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Hosting;
using TransformerService.Models.Catalog;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>What the server says of an export whose answers depend on their batch, and of one whose answers do not.</summary>
public sealed class BatchDependenceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dynamic-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Describe_DynamicExportBesideAStaticOne_SaysSoOfItAlone()
    {
        var fixture = RepositoryRoot.Folder("tests", "fixtures", "distilbert-tiny");
        var shape = new DistilBertShape
        {
            Vocabulary = 2000,
            ModelSize = 64,
            Heads = 4,
            Layers = 2,
            FeedForward = 128,
            Labels = ["NEGATIVE", "POSITIVE"],
        };
        var graph = DistilBertExporter.Build(shape, FixtureWeights.Read(Path.Combine(fixture, "model.onnx")));
        Write("dynamic", fixture, DynamicQuantization.Of(graph, "logits"));
        Write("plain", fixture, graph);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Models:Path", _root)]);
        builder.Services.AddTransformerInference(builder.Configuration);
        using var host = builder.Build();
        var catalog = host.Services.GetRequiredService<ModelCatalog>();
        await catalog.LoadAsync(TestContext.Current.CancellationToken);

        ModelInfo dynamic = catalog.Describe("dynamic"),
            plain = catalog.Describe("plain");

        dynamic.State.ShouldBe(ModelState.Ready);
        dynamic.Variants[0].DependsOnBatch.ShouldBe(true);
        dynamic.Warnings.ShouldHaveSingleItem().ShouldContain("student: model.onnx quantises activations with one scale for a whole batch");
        plain.Variants[0].DependsOnBatch.ShouldBe(false);
        plain.Warnings.ShouldBeEmpty();
    }

    private void Write(string name, string fixture, ModelProto graph)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, name, "student")).FullName;
        File.WriteAllText(Path.Combine(_root, name, "model.json"), """{ "task": "text-classification" }""");
        foreach (var file in Directory.EnumerateFiles(fixture).Where(file => Path.GetExtension(file) != ".onnx"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        OnnxFile.Write(Path.Combine(folder, "model.onnx"), graph);
    }
}
