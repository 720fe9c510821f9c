using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

public sealed class IdleModelsTests
{
    private const string Translation = """{ "task": "translation" }""",
        Classification = """{ "task": "text-classification" }""";

    private static readonly TranslationRequest Request = new(["Two dogs are playing."]) { Model = "m" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UnloadAsync_ModelWithoutCalls_LeavesMemoryAndTheNextCallIsAnsweredAsBefore()
    {
        using var repository = await LoadedAsync();
        var pipeline = repository.Pipeline();
        var before = (await pipeline.TranslateAsync(Request, Token)).Translations[0].Text;
        var loaded = Model(repository).Variants[0].Loaded.ShouldHaveSingleItem();

        await repository.Catalog.Idle.UnloadAsync(TimeSpan.Zero, Token);

        await loaded.Freed.WaitAsync(TimeSpan.FromMinutes(1), Token);
        var unloaded = repository.Catalog.Describe("m").Variants[0];
        unloaded.State.ShouldBe(ModelState.Ready, "it answers calls");
        unloaded.Versions[0].State.ShouldBe(VersionState.Available, "but is not loaded");
        repository.Catalog.WhyNotReady().ShouldBeNull();
        (await pipeline.TranslateAsync(Request, Token)).Translations[0].Text.ShouldBe(before);
        repository.Catalog.Describe("m").Variants[0].Versions[0].State.ShouldBe(VersionState.Ready);
    }

    [Fact]
    public async Task UnloadAsync_CalledLately_Stays()
    {
        using var repository = await LoadedAsync();
        await repository.Catalog.Idle.UnloadAsync(TimeSpan.FromHours(1), Token);
        Model(repository).Variants[0].Model.ShouldNotBeNull();
    }

    [Fact]
    public async Task UnloadAsync_RequiredModel_Stays()
    {
        var options = new ModelsOptions { UnloadAfter = TimeSpan.FromMinutes(1) };
        options.Required.Add("m");
        using var repository = await LoadedAsync(options);
        await repository.Catalog.Idle.UnloadAsync(TimeSpan.Zero, Token);
        Model(repository).Variants[0].Model.ShouldNotBeNull();
    }

    [Fact]
    public async Task TranslateAsync_ManyCallsForAnUnloadedModel_LoadItOnceAndOneThatGivesUpHurtsNobody()
    {
        using var repository = await LoadedAsync();
        var pipeline = repository.Pipeline();
        await repository.Catalog.Idle.UnloadAsync(TimeSpan.Zero, Token);
        var changes = 0;
        repository.Catalog.StatesChanged += () => Interlocked.Increment(ref changes);
        using var gone = new CancellationTokenSource();

        Task first = pipeline.TranslateAsync(Request, gone.Token);
        Task<TranslationAnswer>[] others = [.. Enumerable.Range(0, 20).Select(_ => pipeline.TranslateAsync(Request, Token))];
        await gone.CancelAsync();

        (await Should.ThrowAsync<InferenceException>(() => first)).Error.ShouldBe(InferenceError.Cancelled);
        (await Task.WhenAll(others)).ShouldAllBe(answer => answer.Translations.Count == 1);
        changes.ShouldBe(1);
        pipeline.InWork.ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task TranslateAsync_FilesBrokenMeanwhile_FailsAndSaysSo()
    {
        using var repository = await LoadedAsync();
        await repository.Catalog.Idle.UnloadAsync(TimeSpan.Zero, Token);
        File.WriteAllText(Path.Combine(repository.Root, "m", "student", "encoder_model.onnx"), "broken");

        var refused = await Should.ThrowAsync<InferenceException>(() => repository.Pipeline().TranslateAsync(Request, Token));

        refused.Error.ShouldBe(InferenceError.ModelNotReady);
        refused.Message.ShouldBe("The model 'm' could not be loaded again; GET /v1/models/m says more.");
        repository.Catalog.Describe("m").State.ShouldBe(ModelState.Failed);
        repository.Catalog.Describe("m").Variants[0].Faults.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task ClassifyAsync_TwoModelsThatDoNotFitTogether_TheIdleOneMakesRoom()
    {
        using var repository = new TestCatalog(
            models: new ModelsOptions { UnloadAfter = TimeSpan.FromMinutes(1) },
            memory: new MemoryBudget((112L << 20) * 16 / 15, 0, 0, 2, 2)
        );
        repository.Add("a", "distilbert-tiny", Classification);
        repository.Add("b", "roberta-tiny", Classification);
        await repository.Catalog.LoadAsync(Token);
        var pipeline = repository.Pipeline();
        repository.Catalog.Describe("b").State.ShouldBe(ModelState.Ready, "it is loaded when it is called");

        foreach (var name in new[] { "b", "a", "b" })
        {
            (await pipeline.ClassifyAsync(new ClassificationRequest(["a film"]) { Model = name }, Token)).Model.ShouldBe(name);
            repository.Catalog.Models.Where(model => model.Variants[0].Model is not null).Select(model => model.Name).ShouldBe([name]);
        }
    }

    [Fact]
    public async Task ReloadAsync_UnloadedModel_LoadsIt()
    {
        using var repository = await LoadedAsync();
        await repository.Catalog.Idle.UnloadAsync(TimeSpan.Zero, Token);
        await repository.Versions.ReloadAsync("m", Token);
        (await repository.Pipeline().TranslateAsync(Request, Token)).Translations.Count.ShouldBe(1);
    }

    private static CatalogModel Model(TestCatalog repository) => repository.Catalog.Models.ShouldHaveSingleItem();

    private static async Task<TestCatalog> LoadedAsync(ModelsOptions? options = null)
    {
        var repository = new TestCatalog(models: options ?? new ModelsOptions { UnloadAfter = TimeSpan.FromMinutes(1) });
        repository.Add("m", "marian-tiny", Translation);
        await repository.Catalog.LoadAsync(Token);
        return repository;
    }
}
