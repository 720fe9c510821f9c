using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Caching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Detection;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Tasks;
using TransformerService.Inference.Telemetry;
using TransformerService.Tests.Support.Exports;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>A catalog over a repository in a folder of its own, filled from the fixtures.</summary>
internal sealed class TestCatalog : IDisposable
{
    private readonly RunSlots _slots = new(2);
    private readonly IMeterFactory? _meters;

    public TestCatalog(
        InferenceOptions? options = null,
        ModelsOptions? models = null,
        BatchingOptions? batching = null,
        IMeterFactory? meters = null,
        TimeProvider? timeProvider = null,
        MemoryBudget? memory = null,
        string? recordPath = null
    )
    {
        Options = options ?? new InferenceOptions();
        Models = models ?? new ModelsOptions();
        Models.Path = Root;
        _meters = meters;
        Catalog = Open(
            new ModelLoader(
                Options,
                Models,
                batching ?? new BatchingOptions(),
                _slots,
                new BatchMeters(meters),
                timeProvider ?? TimeProvider.System,
                memory,
                logger: null,
                recordPath
            )
        );
        Versions = new VersionService(Catalog, NullLogger<VersionService>.Instance);
    }

    public VersionService Versions { get; }

    public string Root { get; } = Directory.CreateTempSubdirectory("catalog-").FullName;

    public InferenceOptions Options { get; }

    public ModelsOptions Models { get; }

    public ModelCatalog Catalog { get; }

    /// <summary>Another catalog over the same folder, as a restart would open it. The caller disposes it.</summary>
    public ModelCatalog Restarted() =>
        Open(new ModelLoader(Options, Models, new BatchingOptions(), _slots, new BatchMeters(null), TimeProvider.System));

    /// <summary>The pipeline; without options for it, no answer is kept.</summary>
    public InferencePipeline Pipeline(
        TimeProvider? timeProvider = null,
        CacheOptions? cache = null,
        IAnswerObserver? observer = null,
        IAnswerReplacement? replacement = null
    ) =>
        new(
            Catalog,
            Microsoft.Extensions.Options.Options.Create(Options),
            Microsoft.Extensions.Options.Options.Create(Models),
            timeProvider ?? TimeProvider.System,
            new RequestMeters(_meters),
            NewDetector(),
            observer,
            replacement,
            cache is null
                ? null
                : new AnswerCache(
                    new AnswerStore(cache, timeProvider ?? TimeProvider.System),
                    new AnswerKeys(cache, Options),
                    new CacheMeters(_meters)
                )
        );

    private LanguageDetector NewDetector()
    {
        var detector = new LanguageDetector(["de", "en", "es", "fr"]);
        Catalog.StatesChanged += () => detector.Use(Catalog.Models);
        detector.Use(Catalog.Models);
        return detector;
    }

    /// <summary>Copies a fixture into a model's variant folder, which is returned.</summary>
    public string Add(string name, string fixture, string modelJson, string folder = "student")
    {
        var variant = Directory.CreateDirectory(Path.Combine(Root, name, folder)).FullName;
        File.WriteAllText(Path.Combine(Root, name, "model.json"), modelJson);
        var source = Fixtures.Folder(fixture);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(variant, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? variant);
            File.Copy(file, copy);
        }

        return variant;
    }

    private ModelCatalog Open(ModelLoader loader) =>
        new(
            loader,
            new ModelDescriber(Options, loader.Provider),
            Microsoft.Extensions.Options.Options.Create(Models),
            NullLogger<ModelCatalog>.Instance
        );

    public void Dispose()
    {
        Catalog.Dispose();
        _slots.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
