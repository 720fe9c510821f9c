using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.SelfChecks;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Repository;
using TransformerService.Models.Requests;
using TransformerService.Models.SelfChecks;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

/// <summary>A catalog with a classifier whose versions answer with labels of their own.</summary>
internal sealed class VersionedModel : IDisposable
{
    public const string Name = "m";
    public const string Classification = """{ "task": "text-classification" }""";

    private static readonly string[] Exports = ["distilbert-tiny", "bert-tiny", "roberta-tiny"];

    public TestCatalog Repository { get; } = new();

    public ModelCatalog Catalog => Repository.Catalog;

    public Inference.Catalog.VersionService Versions => Repository.Versions;

    public ModelInfo Model => Catalog.Describe(Name);

    public VariantInfo Student => Model.Variants[0];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Versions 1 to so many, each with a self-check, loaded.</summary>
    public static async Task<VersionedModel> LoadAsync(int versions, string manifest = Classification)
    {
        var model = new VersionedModel();
        for (var version = 1; version <= versions; version++)
        {
            model.Add(version, manifest);
        }

        await model.Catalog.LoadAsync(Token);
        return model;
    }

    /// <summary>Adds a version with a self-check; its folder.</summary>
    public string Add(int version, string manifest = Classification)
    {
        var folder = Repository.Add(Name, Exports[version - 1], manifest, Path.Combine("student", $"{version}"));
        WriteSelfCheck(folder, "this is a good film", "what is my balance");
        return folder;
    }

    public string Folder(int version) => Path.Combine(Repository.Root, Name, "student", $"{version}");

    public void WriteManifest(string json) => File.WriteAllText(Path.Combine(Repository.Root, Name, "model.json"), json);

    /// <summary>What a classifier answers now, as its golden sample.</summary>
    public static SelfCheckFile WriteSelfCheck(string folder, params string[] texts)
    {
        var definition = ModelRepository
            .ReadModel(Path.Combine(folder, "..", ".."))
            .Variants[0]
            .Find(Path.GetFileName(folder))
            .ShouldNotBeNull();
        using var loader = Loader();
        using var loaded = loader
            .LoadAsync(Name, VariantRole.Student, ModelTask.TextClassification, definition, null, Token)
            .GetAwaiter()
            .GetResult()
            .Loaded.ShouldNotBeNull();
        var file = new SelfCheckFile(
            definition.Export.ShouldNotBeNull().ContentHash,
            [
                .. texts
                    .Select(text => (text, loaded.Model.Answer([(text, null)], Token)[0]))
                    .Select(asked => new SelfCheckSample(asked.text, asked.Item2.Answer, asked.Item2.Score)),
            ]
        );
        SelfCheckJson.Write(folder, file);
        SelfCheck.Run(loaded.Model, folder, Token).Faults.ShouldBeEmpty();
        return file;
    }

    /// <summary>Flips a bit in the middle of a file's largest weights: it loads still, and answers.</summary>
    public static void FlipBit(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }

    /// <summary>Which version's folder answers, by the content hash that the answer carries.</summary>
    public async Task<string> AnsweringAsync(string text = "this is a good film")
    {
        var answer = await Repository.Pipeline().ClassifyAsync(new ClassificationRequest([text]), Token);
        return Student.Versions.Single(version => version.Version == answer.Version).Folder;
    }

    public VersionInfo Version(int version) => Student.Versions.Last(info => info.Folder == $"student/{version}");

    public bool IsCurrent(int version) => Student.Versions.Any(info => info.Current && info.Folder == $"student/{version}");

    public Task<ModelInfo> PromoteAsync(int version) => Versions.PromoteAsync(Name, VariantRole.Student, $"{version}", Token);

    public Task<ModelInfo> RollbackAsync() => Versions.RollbackAsync(Name, VariantRole.Student, Token);

    public Task<ModelInfo> ReloadAsync() => Versions.ReloadAsync(Name, Token);

    public Task<ModelInfo> CanaryAsync(int version, double share) =>
        Versions.SetCanaryAsync(Name, VariantRole.Student, $"{version}", share, Token);

    public void Dispose() => Repository.Dispose();

    private static ModelLoader Loader() =>
        new(
            new Inference.Configuration.InferenceOptions(),
            new Inference.Configuration.ModelsOptions(),
            new Inference.Configuration.BatchingOptions(),
            new Inference.Batching.RunSlots(1),
            new Inference.Batching.BatchMeters(null),
            TimeProvider.System
        );
}
