using Shouldly;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

public sealed class VersionServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_SeveralVersions_ServesTheHighestAndListsAll()
    {
        using var model = await VersionedModel.LoadAsync(3);

        (await model.AnsweringAsync()).ShouldBe("student/3");
        model
            .Student.Versions.Select(version => (version.Folder, version.State, version.Current))
            .ShouldBe([
                ("student/3", VersionState.Ready, true),
                ("student/2", VersionState.Available, false),
                ("student/1", VersionState.Available, false),
            ]);
        model.Student.Versions.ShouldAllBe(version =>
            version.Version != null && version.ContentHash!.StartsWith(version.Version, StringComparison.Ordinal)
        );
        model.Version(3).SelfCheck.ShouldBe(new SelfCheckInfo(SelfCheckState.Passed, 2, 2, null, null));
        model.Student.Version.ShouldBe(model.Version(3).Version);
    }

    [Fact]
    public async Task Promote_AnotherVersion_AnswersAtOnceAndTheOldOneIsFreed()
    {
        using var model = await VersionedModel.LoadAsync(3);
        var old = Serving(model, out var freed);

        var described = await model.PromoteAsync(1);

        described.Variants[0].Version.ShouldBe(model.Version(1).Version);
        (await model.AnsweringAsync()).ShouldBe("student/1");
        await freed.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await CollectedAsync(old);
        (await model.PromoteAsync(1)).Variants[0].Version.ShouldBe(described.Variants[0].Version);
        (await model.Versions.PromoteAsync(VersionedModel.Name, VariantRole.Student, model.Version(2).Version.ShouldNotBeNull(), Token))
            .Variants[0]
            .Version.ShouldBe(model.Version(2).Version);
    }

    [Fact]
    public async Task Rollback_AfterPromotions_GoesBackOneByOneThenToLowerNumbers()
    {
        using var model = await VersionedModel.LoadAsync(3, """{ "task": "text-classification", "current": { "student": "2" } }""");
        await model.PromoteAsync(1);
        await model.PromoteAsync(3);

        await model.RollbackAsync();
        (await model.AnsweringAsync()).ShouldBe("student/1");
        await model.RollbackAsync();
        (await model.AnsweringAsync()).ShouldBe("student/2");
        await model.RollbackAsync();
        (await model.AnsweringAsync()).ShouldBe("student/1");
        (await RefusedAsync(model.RollbackAsync())).Error.ShouldBe(InferenceError.InvalidInput);
    }

    [Fact]
    public async Task Promote_ARequestUnderWay_IsAnsweredByTheOldVersionWhichIsThenFreed()
    {
        using var catalog = new Catalog.TestCatalog(new Configuration.InferenceOptions { RequestTimeout = TimeSpan.FromMinutes(5) });
        const string EnFr = """{ "task": "translation", "current": { "student": "1" } }""";
        catalog.Add("m", "marian-tiny", EnFr, Path.Combine("student", "1"));
        catalog.Add("m", "t5-tiny", EnFr, Path.Combine("student", "2"));
        await catalog.Catalog.LoadAsync(Token);
        var first = catalog.Catalog.Describe("m").Variants[0].Version.ShouldNotBeNull();
        var old = catalog.Catalog.Models[0].Variants[0].Serving.Loaded.ShouldNotBeNull();
        var slow = new TranslationRequest([.. Enumerable.Repeat("dog dog dog dog dog.", 100)])
        {
            Options = new TranslationOptions
            {
                BeamSize = 4,
                MaxNewTokens = 120,
                MinNewTokens = 120,
            },
        };
        var pipeline = catalog.Pipeline();
        Task<TranslationAnswer>[] running = [.. Enumerable.Range(0, 3).Select(_ => pipeline.TranslateAsync(slow, Token))];

        await catalog.Versions.PromoteAsync("m", VariantRole.Student, "2", Token);

        running.ShouldContain(request => !request.IsCompleted, "the test shows nothing if all was answered before");
        old.Freed.IsCompleted.ShouldBeFalse();
        (await pipeline.TranslateAsync(new TranslationRequest(["Two dogs."]), Token)).Version.ShouldNotBe(first);
        foreach (var answer in await Task.WhenAll(running))
        {
            answer.Version.ShouldBe(first);
            answer.Translations.Count.ShouldBe(100);
        }

        await old.Freed.WaitAsync(TimeSpan.FromMinutes(1), Token);
    }

    [Theory]
    [InlineData("student", "4", InferenceError.ModelNotFound)]
    [InlineData("student", "", InferenceError.ModelNotFound)]
    [InlineData("student", "../1", InferenceError.ModelNotFound)]
    [InlineData("teacher", "1", InferenceError.ModelNotFound)]
    public async Task Promote_WhatThereIsNot_IsRefused(string variant, string version, InferenceError error)
    {
        using var model = await VersionedModel.LoadAsync(1);

        (
            await RefusedAsync(
                model.Versions.PromoteAsync(VersionedModel.Name, Enum.Parse<VariantRole>(variant, ignoreCase: true), version, Token)
            )
        ).Error.ShouldBe(error);
        (await RefusedAsync(model.Versions.PromoteAsync("nope", VariantRole.Student, "1", Token))).Error.ShouldBe(
            InferenceError.ModelNotFound
        );
        (await RefusedAsync(model.Versions.ReloadAsync("../" + VersionedModel.Name, Token))).Error.ShouldBe(InferenceError.ModelNotFound);
    }

    [Fact]
    public async Task Promote_ManyAtOnce_EndsWithOneOfThemAndNothingLeftBehind()
    {
        using var model = await VersionedModel.LoadAsync(3);

        await Task.WhenAll(
            Enumerable.Range(0, 24).Select(number => number % 4 == 3 ? model.ReloadAsync() : model.PromoteAsync((number % 3) + 1))
        );

        model.Student.Versions.Count(version => version.State == VersionState.Ready).ShouldBe(1);
        model.Student.Versions.Single(version => version.Current).Folder.ShouldBe(await model.AnsweringAsync());
        await Eventually.HoldsAsync(() => model.Catalog.Draining == 0);
    }

    [Fact]
    public async Task Reload_ANewVersionAndANewModel_ServesThem()
    {
        using var model = await VersionedModel.LoadAsync(1);
        model.Add(2);
        model.Repository.Add("other", "roberta-tiny", VersionedModel.Classification);

        await model.ReloadAsync();
        var other = await model.Versions.ReloadAsync("other", Token);

        model.Student.Versions.Single(version => version.Current).Folder.ShouldBe("student/2");
        other.State.ShouldBe(ModelState.Ready);
        model.Catalog.WhyNotReady().ShouldBeNull();
        Directory.Delete(Path.Combine(model.Repository.Root, "other"), recursive: true);
        (await RefusedAsync(model.Versions.ReloadAsync("other", Token))).Error.ShouldBe(InferenceError.ModelNotFound);
        model.Catalog.Describe().ShouldHaveSingleItem().Name.ShouldBe(VersionedModel.Name);
    }

    [Fact]
    public async Task Reload_AfterAnAdminCall_TheLatestWordHolds()
    {
        using var model = await VersionedModel.LoadAsync(2);
        await model.PromoteAsync(1);

        await model.ReloadAsync();
        (await model.AnsweringAsync()).ShouldBe("student/1", "nothing has changed in the files since");

        model.Add(3);
        await model.ReloadAsync();
        (await model.AnsweringAsync()).ShouldBe("student/3", "the files say something new");
    }

    [Fact]
    public async Task Reload_FilesOfASingleVersionReplaced_SwapsThem()
    {
        using var catalog = new Catalog.TestCatalog();
        var folder = catalog.Add("m", "distilbert-tiny", VersionedModel.Classification);
        await catalog.Catalog.LoadAsync(Token);
        var before = catalog.Catalog.Describe("m").Variants[0].Version.ShouldNotBeNull();
        Directory.Delete(folder, recursive: true);
        catalog.Add("m", "bert-tiny", VersionedModel.Classification);

        await catalog.Versions.ReloadAsync("m", Token);

        var student = catalog.Catalog.Describe("m").Variants[0];
        student.Version.ShouldNotBe(before);
        student.Versions.ShouldHaveSingleItem().Current.ShouldBeTrue();
        (await catalog.Pipeline().ClassifyAsync(new ClassificationRequest(["a"]), Token)).Version.ShouldBe(student.Version);
    }

    [Fact]
    public async Task Reload_AnotherTask_ComesWholeOrNotAtAll()
    {
        using var model = await VersionedModel.LoadAsync(1);
        model.WriteManifest("""{ "task": "translation" }""");

        (await RefusedAsync(model.ReloadAsync())).Error.ShouldBe(InferenceError.VersionRefused);
        (await model.AnsweringAsync()).ShouldBe("student/1");
        model.Model.Task.ShouldBe(ModelTask.TextClassification);

        model.Repository.Add(VersionedModel.Name, "marian-tiny", """{ "task": "translation" }""", Path.Combine("student", "2"));
        (await model.ReloadAsync()).Task.ShouldBe(ModelTask.Translation);
        (await model.Repository.Pipeline().TranslateAsync(new TranslationRequest(["Two dogs."]), Token)).Model.ShouldBe(
            VersionedModel.Name
        );
        await Eventually.HoldsAsync(() => model.Catalog.Draining == 0);
    }

    /// <summary>In a method of its own: no local of the test may hold the model.</summary>
    private static WeakReference Serving(VersionedModel model, out Task freed)
    {
        var loaded = model.Catalog.Models[0].Variants[0].Serving.Loaded.ShouldNotBeNull();
        freed = loaded.Freed;
        return new WeakReference(loaded.Model);
    }

    private static Task CollectedAsync(WeakReference reference) =>
        Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !reference.IsAlive;
        });

    private static Task<InferenceException> RefusedAsync(Task change) => Should.ThrowAsync<InferenceException>(() => change);
}
