using Shouldly;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

/// <summary>Whatever is wrong with a new version, the old one serves on, and what is wrong is shown.</summary>
public sealed class FaultyVersionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Damages =>
        new()
        {
            { "flipped bit", "was made for the content hash" },
            { "truncated", "model.onnx cannot be loaded" },
            { "empty", "model.onnx is empty" },
            { "no tokenizer", "The tokenizer's files are missing" },
            { "no config", "config.json is missing" },
            { "broken config", "config.json is not readable JSON" },
            { "wrong answer", "are answered differently than when it was created: sample 1 is" },
            { "broken self-check", "self-check.json is invalid" },
        };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Promote_ADamagedVersion_IsRefusedWithTheReasonAndTheOldOneServesOn(string damage, string fault)
    {
        using var model = await VersionedModel.LoadAsync(1);
        Damage(model.Add(2), damage);

        var refused = await Should.ThrowAsync<InferenceException>(() => model.PromoteAsync(2));

        refused.Error.ShouldBe(InferenceError.VersionRefused);
        refused.Message.ShouldStartWith("student/2 does not take over: ");
        refused.Message.ShouldContain(fault);
        refused.Message.ShouldEndWith("What was served before is still served.");
        ShouldServeTheFirst(model);
        (await model.AnsweringAsync()).ShouldBe("student/1");
        model.Version(2).State.ShouldBe(VersionState.Failed);
        model.Version(2).Faults.ShouldContain(text => text.Contains(fault, StringComparison.Ordinal));
        (await Should.ThrowAsync<InferenceException>(model.ReloadAsync)).Message.ShouldContain(
            fault,
            Case.Sensitive,
            "the files want version 2, which is the highest"
        );
        model.Student.Faults.ShouldContain(text => text.StartsWith("student/2 does not take over: ", StringComparison.Ordinal));
        ShouldServeTheFirst(model);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Load_CurrentDamagedAtTheFirstStart_FallsBackToTheNextLowerAndSaysWhy(string damage, string fault)
    {
        using var model = new VersionedModel();
        model.Add(1);
        model.Add(2);
        Damage(model.Folder(2), damage);

        await model.Catalog.LoadAsync(Token);

        ShouldServeTheFirst(model);
        model.Student.Faults.ShouldHaveSingleItem().ShouldContain(fault);
        model.Version(2).State.ShouldBe(VersionState.Failed);
        model.Catalog.WhyNotReady().ShouldBeNull();
    }

    [Fact]
    public async Task Load_CurrentNotThereAtTheFirstStart_ServesNoneOfTheOthers()
    {
        using var model = await VersionedModel.LoadAsync(2, """{ "task": "text-classification", "current": { "student": "22" } }""");

        model.Student.State.ShouldBe(ModelState.Failed);
        model.Student.Faults.ShouldHaveSingleItem().ShouldContain("'current' names version 22");
        model.Catalog.WhyNotReady().ShouldNotBeNull();
        (await model.PromoteAsync(1)).State.ShouldBe(ModelState.Ready);
        (await model.AnsweringAsync()).ShouldBe("student/1");
    }

    [Fact]
    public async Task Load_EveryVersionDamaged_FailsByTheOneThatWasWanted()
    {
        using var model = new VersionedModel();
        Damage(model.Add(1), "truncated");
        Damage(model.Add(2), "no config");

        await model.Catalog.LoadAsync(Token);

        model.Student.State.ShouldBe(ModelState.Failed);
        model.Student.Faults.ShouldBe(["config.json is missing."]);
        model.Student.Versions.Select(version => version.State).ShouldBe([VersionState.Failed, VersionState.Failed]);
    }

    [Theory]
    [InlineData("""{ "task": "text-clasification" }""", "'task' must be")]
    [InlineData("""{ "task": "text-classification", """, "model.json is not readable JSON")]
    [InlineData(null, "model.json is missing")]
    public async Task Reload_ModelJsonWithATypo_TheOneBeforeHolds(string? json, string fault)
    {
        using var model = await VersionedModel.LoadAsync(2);
        if (json is null)
        {
            File.Delete(Path.Combine(model.Repository.Root, VersionedModel.Name, "model.json"));
        }
        else
        {
            model.WriteManifest(json);
        }

        (await Should.ThrowAsync<InferenceException>(model.ReloadAsync)).Message.ShouldContain(fault);

        model.Model.State.ShouldBe(ModelState.Ready);
        model.Model.Faults.ShouldHaveSingleItem().ShouldContain(fault);
        (await model.AnsweringAsync()).ShouldBe("student/2");
        await model.RollbackAsync();
        (await model.AnsweringAsync()).ShouldBe("student/1", "a way back is open all the same");

        model.WriteManifest(VersionedModel.Classification);
        (await model.ReloadAsync()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reload_FilesOfTheServedVersionDamaged_TheLoadedOneServesOnAndBothAreShown()
    {
        using var model = await VersionedModel.LoadAsync(1);
        var loaded = model.Student.Version.ShouldNotBeNull();
        Damage(model.Folder(1), "no tokenizer");

        (await Should.ThrowAsync<InferenceException>(model.ReloadAsync)).Error.ShouldBe(InferenceError.VersionRefused);

        model.Student.Version.ShouldBe(loaded);
        model
            .Student.Versions.Select(version => (version.State, version.Current))
            .ShouldBe([(VersionState.Failed, false), (VersionState.Ready, true)]);
    }

    [Fact]
    public async Task Canary_ADamagedVersion_IsRefusedAndAnswersNothing()
    {
        using var model = await VersionedModel.LoadAsync(1);
        Damage(model.Add(2), "wrong answer");

        (await Should.ThrowAsync<InferenceException>(() => model.CanaryAsync(2, 1))).Error.ShouldBe(InferenceError.VersionRefused);

        (await model.AnsweringAsync()).ShouldBe("student/1");
        model.Student.Versions.ShouldAllBe(version => version.Canary == null);
    }

    private static void ShouldServeTheFirst(VersionedModel model)
    {
        model.Model.State.ShouldBe(ModelState.Ready);
        model.Version(1).State.ShouldBe(VersionState.Ready);
        model.Version(1).Current.ShouldBeTrue();
        model.Student.Version.ShouldBe(model.Version(1).Version);
    }

    private static void Damage(string folder, string damage)
    {
        string onnx = Path.Combine(folder, "model.onnx"),
            check = Path.Combine(folder, "self-check.json");
        switch (damage)
        {
            case "flipped bit":
                VersionedModel.FlipBit(onnx);
                break;
            case "truncated":
                File.WriteAllBytes(onnx, File.ReadAllBytes(onnx)[..^1_000]);
                break;
            case "empty":
                File.WriteAllBytes(onnx, []);
                break;
            case "no tokenizer":
                File.Delete(Path.Combine(folder, "vocab.txt"));
                File.Delete(Path.Combine(folder, "tokenizer.json"));
                break;
            case "no config":
                File.Delete(Path.Combine(folder, "config.json"));
                break;
            case "broken config":
                File.WriteAllText(Path.Combine(folder, "config.json"), "{ broken");
                break;
            case "wrong answer":
                var text = File.ReadAllText(check);
                File.WriteAllText(check, text.Replace("\"answer\": \"", "\"answer\": \"not ", StringComparison.Ordinal));
                break;
            case "broken self-check":
                File.WriteAllText(check, "{");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, "Not a damage that is known.");
        }
    }
}
