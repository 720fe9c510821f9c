using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

/// <summary>A self-check.json that comes, or changes, after its version was loaded.</summary>
public sealed class LateSelfCheckTests
{
    private const string FirstIsCurrent = """{ "task": "text-classification", "current": { "student": "1" } }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static VersionService Reporting(VersionedModel model, List<VersionChange> made) =>
        model.Versions.ReportingTo(change =>
        {
            made.Add(change);
            return Task.CompletedTask;
        });

    public static TheoryData<string> Ways => ["watch", "reload", "promote"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Change_TheCheckOfADamagedVersionComesLast_TheVersionBeforeAnswers(string way)
    {
        using var model = await VersionedModel.LoadAsync(1);
        var check = await AddDamagedAsync(model, 2);
        model.IsCurrent(2).ShouldBeTrue("it loads, and nothing says yet that it is damaged");
        var damaged = model.Catalog.Models[0].Variants[0].Serving.Loaded.ShouldNotBeNull();

        await File.WriteAllTextAsync(Check(model, 2), check, Token);
        var refused = await ChangeAsync(model, way);

        model.IsCurrent(1).ShouldBeTrue();
        (await model.AnsweringAsync()).ShouldBe("student/1");
        model.Version(2).State.ShouldBe(VersionState.Failed);
        model.Version(2).Faults.ShouldHaveSingleItem().ShouldContain("a file was damaged or changed");
        model.Student.Faults.ShouldHaveSingleItem().ShouldStartWith("student/2 does not take over: The self-check failed");
        await damaged.Freed.WaitAsync(TimeSpan.FromMinutes(1), Token);
        if (refused is not null)
        {
            refused.Error.ShouldBe(InferenceError.VersionRefused);
            refused.Message.ShouldEndWith(" student/1 answers now.");
        }

        await ShouldBeAsAfterARestartAsync(model);
    }

    [Fact]
    public async Task Promote_TheVersionFailsItsLateCheck_ReportsTheVersionThatAnswersInstead()
    {
        using var model = await VersionedModel.LoadAsync(1);
        var check = await AddDamagedAsync(model, 2);
        await File.WriteAllTextAsync(Check(model, 2), check, Token);
        var (damaged, sound) = (model.Version(2).Version ?? "", model.Version(1).Version ?? "");
        List<VersionChange> made = [];

        await Should.ThrowAsync<InferenceException>(() => Reporting(model, made).PromoteAsync("m", VariantRole.Student, "2", Token));

        made.ShouldBe([new VersionChange("m", VariantRole.Student, VersionChangeKind.Promote, damaged, sound, null)]);
    }

    [Fact]
    public async Task SetCanary_TheCanaryFailsItsLateCheck_ReportsThatItEnds()
    {
        using var model = await VersionedModel.LoadAsync(1, FirstIsCurrent);
        var check = await AddDamagedAsync(model, 2, FirstIsCurrent);
        await model.CanaryAsync(2, 0.5);
        await File.WriteAllTextAsync(Check(model, 2), check, Token);
        var (canary, current) = (model.Version(2).Version ?? "", model.Version(1).Version ?? "");
        List<VersionChange> made = [];

        await Should.ThrowAsync<InferenceException>(() => Reporting(model, made).SetCanaryAsync("m", VariantRole.Student, "2", 0.7, Token));

        made.ShouldBe([new VersionChange("m", VariantRole.Student, VersionChangeKind.EndCanary, canary, current, null)]);
    }

    [Fact]
    public async Task Promote_NoSuchVersion_ReportsNothing()
    {
        using var model = await VersionedModel.LoadAsync(1);
        List<VersionChange> made = [];

        await Should.ThrowAsync<InferenceException>(() => Reporting(model, made).PromoteAsync("m", VariantRole.Student, "7", Token));

        made.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Change_TheOnlyVersionFailsItsLateCheck_FailsTheVariant(string way)
    {
        using var model = new VersionedModel();
        var check = await AddDamagedAsync(model, 1);
        model.IsCurrent(1).ShouldBeTrue();

        await File.WriteAllTextAsync(Check(model, 1), check, Token);
        var refused = await ChangeAsync(model, way);

        model.Student.State.ShouldBe(ModelState.Failed);
        model.Student.Faults.ShouldHaveSingleItem().ShouldContain("a file was damaged or changed");
        (await Should.ThrowAsync<InferenceException>(() => model.AnsweringAsync())).Error.ShouldBe(InferenceError.ModelNotReady);
        refused?.Message.ShouldNotContain("still served");
        await ShouldBeAsAfterARestartAsync(model);
        await Eventually.HoldsAsync(() => model.Catalog.Draining == 0);
    }

    [Theory]
    [InlineData("{", "self-check.json is invalid")]
    [InlineData("wrong answer", "are answered differently than when it was created")]
    public async Task Watch_TheCheckOfTheServedVersionChanges_IsRunAgain(string json, string fault)
    {
        using var model = await VersionedModel.LoadAsync(2);
        var passed = await File.ReadAllTextAsync(Check(model, 2), Token);

        await File.WriteAllTextAsync(
            Check(model, 2),
            json == "{" ? json : passed.Replace("\"answer\": \"", "\"answer\": \"not ", StringComparison.Ordinal),
            Token
        );
        await ChangeAsync(model, "watch");

        model.IsCurrent(1).ShouldBeTrue();
        model.Version(2).Faults.ShouldHaveSingleItem().ShouldContain(fault);
        await ShouldBeAsAfterARestartAsync(model);

        await File.WriteAllTextAsync(Check(model, 2), passed, Token);
        await ChangeAsync(model, "watch");
        model.IsCurrent(2).ShouldBeTrue();
        model.Student.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_TheCheckComesAndPasses_IsShownAndGoesWithItsFile()
    {
        using var model = new VersionedModel();
        var check = await AddSoundAsync(model, 1);
        model.Version(1).SelfCheck.ShouldNotBeNull().State.ShouldBe(SelfCheckState.None);

        await File.WriteAllTextAsync(Check(model, 1), check, Token);
        await ChangeAsync(model, "watch");
        model.Version(1).SelfCheck.ShouldNotBeNull().State.ShouldBe(SelfCheckState.Passed);

        File.Delete(Check(model, 1));
        await ChangeAsync(model, "watch");
        model.Version(1).SelfCheck.ShouldNotBeNull().State.ShouldBe(SelfCheckState.None);
        model.IsCurrent(1).ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_TheCanaryFailsItsLateCheck_Ends()
    {
        using var model = await VersionedModel.LoadAsync(1, FirstIsCurrent);
        var check = await AddDamagedAsync(model, 2, FirstIsCurrent);
        await model.CanaryAsync(2, 1);

        await File.WriteAllTextAsync(Check(model, 2), check, Token);
        await ChangeAsync(model, "watch");

        (await model.AnsweringAsync()).ShouldBe("student/1");
        model.Student.Versions.ShouldAllBe(version => version.Canary == null);
        model.Version(2).State.ShouldBe(VersionState.Failed);
    }

    [Fact]
    public async Task Watch_APromotedVersionFailsItsLateCheck_TheOneThatTheFilesNameAnswers()
    {
        using var model = await VersionedModel.LoadAsync(2, """{ "task": "text-classification", "current": { "student": "2" } }""");
        var check = await AddDamagedAsync(model, 3, """{ "task": "text-classification", "current": { "student": "2" } }""");
        await model.PromoteAsync(1);
        await model.PromoteAsync(3);

        await File.WriteAllTextAsync(Check(model, 3), check, Token);
        await ChangeAsync(model, "watch");

        (await model.AnsweringAsync()).ShouldBe("student/2", "as after a restart");
        model.Version(3).State.ShouldBe(VersionState.Failed);
    }

    [Fact]
    public async Task Watch_WhatStandsInFailsItsCheckToo_TheNextLowerAnswers()
    {
        using var model = await VersionedModel.LoadAsync(3);
        await File.WriteAllTextAsync(Check(model, 3), "{", Token);
        await ChangeAsync(model, "watch");
        model.IsCurrent(2).ShouldBeTrue();

        await File.WriteAllTextAsync(Check(model, 2), "{", Token);
        await ChangeAsync(model, "watch");

        (await model.AnsweringAsync()).ShouldBe("student/1");
        await ShouldBeAsAfterARestartAsync(model);
    }

    /// <summary>
    /// Adds a version of which one bit is flipped after its self-check was made, without that self-check, which is returned.
    /// </summary>
    private static async Task<string> AddDamagedAsync(VersionedModel model, int version, string manifest = VersionedModel.Classification) =>
        await AddAsync(model, version, manifest, folder => VersionedModel.FlipBit(Path.Combine(folder, "model.onnx")));

    private static Task<string> AddSoundAsync(VersionedModel model, int version) =>
        AddAsync(model, version, VersionedModel.Classification, _ => { });

    private static async Task<string> AddAsync(VersionedModel model, int version, string manifest, Action<string> damage)
    {
        var folder = model.Add(version, manifest);
        var check = await File.ReadAllTextAsync(Check(model, version), Token);
        File.Delete(Check(model, version));
        damage(folder);
        await model.Catalog.LoadAsync(Token);
        await ChangeAsync(model, "watch");
        return check;
    }

    private static string Check(VersionedModel model, int version) => Path.Combine(model.Folder(version), "self-check.json");

    /// <summary>Has the files take effect, and returns what an operator is told.</summary>
    private static async Task<InferenceException?> ChangeAsync(VersionedModel model, string way)
    {
        switch (way)
        {
            case "watch":
                await model.Versions.FollowAsync([VersionedModel.Name], Token);
                return null;
            case "reload":
                return await Should.ThrowAsync<InferenceException>(model.ReloadAsync);
            default:
                return await Should.ThrowAsync<InferenceException>(() =>
                    model.PromoteAsync(model.Folder(2) is var second && Directory.Exists(second) ? 2 : 1)
                );
        }
    }

    private static async Task ShouldBeAsAfterARestartAsync(VersionedModel model)
    {
        using var restarted = model.Repository.Restarted();
        await restarted.LoadAsync(Token);
        Outcome.Of(model.Catalog).ShouldBe(Outcome.Of(restarted));
    }
}
