using System.Collections.Concurrent;
using Shouldly;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Models;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

public sealed class ModelLoaderTests : IDisposable
{
    private const string Translation = """{ "task": "translation" }""";
    private readonly TestCatalog _repository = new();
    private readonly RunSlots _slots = new(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _slots.Dispose();
        _repository.Dispose();
    }

    [Fact]
    public async Task Load_VersionsFromManyThreads_AllAreOpenedOnOneOfItsOwn()
    {
        _repository.Add("m", "marian-tiny", Translation, Path.Combine("student", "1"));
        _repository.Add("m", "t5-tiny", Translation, Path.Combine("student", "2"));
        var timers = new RecordingTimeProvider();
        using var loader = Loader(timers);
        var versions = ModelRepository.ReadModel(Path.Combine(_repository.Root, "m")).Variants[0].Versions;

        var loaded = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(number =>
                    Task.Run(
                        () =>
                            loader.LoadAsync(
                                "m",
                                VariantRole.Student,
                                ModelTask.Translation,
                                versions[number % versions.Count],
                                null,
                                Token
                            ),
                        Token
                    )
                )
        );

        foreach (var version in loaded)
        {
            version.Faults.ShouldBeEmpty();
            version.Loaded.ShouldNotBeNull().Dispose();
        }

        timers.Threads.Count.ShouldBeGreaterThanOrEqualTo(8, "each load limits its warm-up's time");
        timers.Threads.Distinct().ShouldHaveSingleItem().ShouldBe("model loading");
    }

    [Fact]
    public async Task Load_ContentThatHasPassed_IsNotTriedAgain()
    {
        var folder = _repository.Add("m", "distilbert-tiny", """{ "task": "text-classification" }""");
        using var loader = Loader(TimeProvider.System);
        (await LoadAsync()).Loaded.ShouldNotBeNull().Dispose();

        // Its weights are 1 MB, but attention over 512 tokens by 4 heads takes 4 MiB.
        _repository.Models.TrialMemoryBytes = 2 << 20;
        (await LoadAsync()).Loaded.ShouldNotBeNull().Dispose();

        await File.AppendAllTextAsync(Path.Combine(folder, "config.json"), " ", Token);
        var other = await LoadAsync();
        other.Loaded.ShouldBeNull();
        other.Faults.ShouldHaveSingleItem().ShouldContain("Models:TrialMemoryBytes");

        Task<CatalogVersion> LoadAsync() =>
            loader.LoadAsync(
                "m",
                VariantRole.Student,
                ModelTask.TextClassification,
                ModelRepository.ReadModel(Path.Combine(_repository.Root, "m")).Variants[0].Current,
                null,
                Token
            );
    }

    /// <summary>ONNX Runtime would take them, and whatever else the model asks for, in spite of the limit.</summary>
    [Fact]
    public async Task Load_WeightsAloneAreMoreThanTheTrialHas_IsRefused()
    {
        _repository.Add("m", "distilbert-tiny", """{ "task": "text-classification" }""");
        _repository.Models.TrialMemoryBytes = 100_000;
        using var loader = Loader(TimeProvider.System);
        var version = ModelRepository.ReadModel(Path.Combine(_repository.Root, "m")).Variants[0].Current;

        var loaded = await loader.LoadAsync("m", VariantRole.Student, ModelTask.TextClassification, version, null, Token);

        loaded.Loaded.ShouldBeNull();
        loaded
            .Faults.ShouldHaveSingleItem()
            .ShouldStartWith(
                $"Its weights take {version.Export.ShouldNotBeNull().WeightBytes} bytes, more than the 100000 of Models:TrialMemoryBytes."
            );
    }

    private ModelLoader Loader(TimeProvider timeProvider) =>
        new(_repository.Options, _repository.Models, new BatchingOptions(), _slots, new BatchMeters(null), timeProvider);

    /// <summary>The system's, and the names of the threads that set its timers.</summary>
    private sealed class RecordingTimeProvider : TimeProvider
    {
        public ConcurrentBag<string?> Threads { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Threads.Add(Thread.CurrentThread.Name);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
