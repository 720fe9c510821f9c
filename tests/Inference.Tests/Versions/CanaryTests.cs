using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Repository;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

public sealed class CanaryTests
{
    private const int Requests = 20_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[][] Texts => [.. Enumerable.Range(0, Requests).Select(number => (string[])[$"text number {number}"])];

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Answers_AShare_IsThatShareWithinChance(double share)
    {
        var answered = Texts.Count(texts => Of(share).Answers("m", texts, null));

        // Five standard deviations of a binomial count: by chance alone once in two million runs.
        ((double)answered).ShouldBe(share * Requests, 5 * Math.Sqrt(Requests * share * (1 - share)));
    }

    [Fact]
    public void Answers_ASmallerShare_IsPartOfALargerAndTheSameEveryTime()
    {
        foreach (var texts in Texts.Where(texts => Of(0.2).Answers("m", texts, null)))
        {
            Of(0.2).Answers("m", texts, null).ShouldBeTrue();
            Of(0.3).Answers("m", texts, null).ShouldBeTrue();
        }

        Texts.ShouldAllBe(texts => Of(1).Answers("m", texts, null));
    }

    [Fact]
    public void Answers_WhatTheShadowSamples_IsNoMoreTheCanarysThanTheRest()
    {
        const double Share = 0.1,
            SampleRate = 0.2;
        string[][] sampled = [.. Texts.Where(texts => RequestHash.Place("m", texts, null) < SampleRate)];

        var answered = sampled.Count(texts => Of(Share).Answers("m", texts, null));

        ((double)answered).ShouldBe(Share * sampled.Length, 5 * Math.Sqrt(sampled.Length * Share * (1 - Share)));
    }

    [Fact]
    public async Task SetCanary_ForAShare_AnswersItUntilItEndsAndIsThenFreed()
    {
        using var model = await VersionedModel.LoadAsync(2, """{ "task": "text-classification", "current": { "student": "1" } }""");

        await model.CanaryAsync(2, 0.5);

        model.Version(2).Canary.ShouldBe(0.5);
        model.Version(2).State.ShouldBe(VersionState.Ready);
        model.Version(1).Current.ShouldBeTrue();
        string[] texts = [.. Enumerable.Range(0, 40).Select(number => $"a film, number {number}")];
        Dictionary<string, string> first = [];
        foreach (var text in texts)
        {
            first[text] = await model.AnsweringAsync(text);
        }

        first.Values.Distinct().ShouldBe(["student/1", "student/2"], ignoreOrder: true);
        foreach (var text in texts)
        {
            (await model.AnsweringAsync(text)).ShouldBe(first[text]);
        }

        var canary = model.Catalog.Models[0].Variants[0].Canary.ShouldNotBeNull().Version.Loaded.ShouldNotBeNull();
        await model.CanaryAsync(2, 1);
        model.Catalog.Models[0].Variants[0].Canary!.Version.Loaded.ShouldBeSameAs(canary, "another share needs no other load");
        (await model.AnsweringAsync()).ShouldBe("student/2");
        await model.CanaryAsync(2, 0);
        (await model.AnsweringAsync()).ShouldBe("student/1");
        model.Version(2).State.ShouldBe(VersionState.Available);
        await canary.Freed.WaitAsync(TimeSpan.FromMinutes(1), Token);
    }

    [Fact]
    public async Task Promote_TheCanary_TakesOverWithoutAnotherLoad()
    {
        using var model = await VersionedModel.LoadAsync(2, """{ "task": "text-classification", "current": { "student": "1" } }""");
        await model.CanaryAsync(2, 0.1);
        var canary = model.Catalog.Models[0].Variants[0].Canary.ShouldNotBeNull().Version.Loaded.ShouldNotBeNull();

        await model.PromoteAsync(2);

        model.Catalog.Models[0].Variants[0].Serving.Loaded.ShouldBeSameAs(canary);
        model.Version(2).Canary.ShouldBeNull();
        (await model.AnsweringAsync()).ShouldBe("student/2");
    }

    [Fact]
    public async Task SetCanary_OfTheStudent_LeavesTheTeacherAlone()
    {
        using var model = await VersionedModel.LoadAsync(2, """{ "task": "text-classification", "current": { "student": "1" } }""");
        model.Repository.Add(VersionedModel.Name, "roberta-tiny", VersionedModel.Classification, "teacher");
        model.WriteManifest("""{ "task": "text-classification", "current": { "student": "1" } }""");
        await model.ReloadAsync();
        await model.CanaryAsync(2, 1);

        var answer = await model
            .Repository.Pipeline()
            .ClassifyAsync(new ClassificationRequest(["a"]) { Variant = VariantRole.Teacher }, Token);

        answer.Variant.ShouldBe(VariantRole.Teacher);
        answer.Version.ShouldBe(model.Model.Variants[1].Version);
    }

    [Theory]
    [InlineData("2", 1.5, "'share'")]
    [InlineData("2", -0.1, "'share'")]
    [InlineData("2", double.NaN, "'share'")]
    [InlineData("1", 0.5, "answers all calls already")]
    [InlineData(null, 0.5, "'version' is missing")]
    public async Task SetCanary_WrongValues_AreRefused(string? version, double share, string named)
    {
        using var model = await VersionedModel.LoadAsync(2, """{ "task": "text-classification", "current": { "student": "1" } }""");

        var refused = await Should.ThrowAsync<InferenceException>(() =>
            model.Versions.SetCanaryAsync(VersionedModel.Name, VariantRole.Student, version, share, Token)
        );

        refused.Error.ShouldBe(InferenceError.InvalidInput);
        refused.Message.ShouldContain(named);
    }

    [Fact]
    public async Task Reload_TheCanarysFolderGone_EndsIt()
    {
        using var model = await VersionedModel.LoadAsync(2, """{ "task": "text-classification", "current": { "student": "1" } }""");
        await model.CanaryAsync(2, 1);
        Directory.Delete(model.Folder(2), recursive: true);

        await model.ReloadAsync();

        (await model.AnsweringAsync()).ShouldBe("student/1");
        model.Student.Versions.ShouldHaveSingleItem().Folder.ShouldBe("student/1");
    }

    private static Canary Of(double share) => new(CatalogVersion.Of(new VersionDefinition("2", "", null, [])), share);
}
