using Shouldly;
using TransformerService.Models.Catalog;
using Xunit;

namespace TransformerService.Distillation.Tests.SelfChecks;

/// <summary>
/// Processors round differently: a model that differs by no more than that is ready everywhere, one that differs by more is not.
/// </summary>
public sealed class KernelToleranceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en-fr", 1)]
    [InlineData("en-fr", 2)]
    [InlineData("sentiment", 1)]
    [InlineData("intent", 1)]
    public async Task Load_EveryLogitMovedByTheMargin_IsReadyWithoutAWord(string name, int seed)
    {
        using var model = new EditedStudent(name);
        var random = new Random(seed);
        model.Move(_ => (float)model.SelfCheck.Margin * (random.Next(2) == 0 ? -1 : 1));

        var info = await model.LoadAsync(Token);

        info.State.ShouldBe(ModelState.Ready, string.Join(' ', info.Variants[0].Faults));
        var check = Check(info);
        check.Passed.ShouldBe(check.Samples);
        check.Warning.ShouldBeNull();
        info.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en-fr")]
    [InlineData("sentiment")]
    [InlineData("intent")]
    public void SelfCheck_OfEveryStudent_HasTextsThatLeadByTenMargins(string name)
    {
        using var model = new EditedStudent(name);
        model.SelfCheck.Margin.ShouldBeGreaterThan(0);
        model.SelfCheck.MayDiffer.ShouldBe(0);
        model.SelfCheck.Samples.ShouldAllBe(sample => sample.Lead >= model.SelfCheck.Margin * 10);
    }

    [Theory]
    [InlineData("en-fr", "another label or token leads by")]
    [InlineData("intent", "another label or token leads by")]
    public async Task Load_AnotherAnswerWithinTheMargin_WarnsAndIsReady(string name, string expected)
    {
        using var model = new EditedStudent(name);
        model.Move(place => place == 7 ? 12 : 0);
        model.SelfCheck = model.SelfCheck with { Margin = 20, Tolerance = 20, MaxDrift = 1 };

        var info = await model.LoadAsync(Token);

        info.State.ShouldBe(ModelState.Ready, string.Join(' ', info.Variants[0].Faults));
        Check(info).Warning.ShouldNotBeNull().ShouldContain(expected);
        info.Warnings.ShouldHaveSingleItem().ShouldStartWith("student: The self-check passed, but in sample ");
    }

    [Theory]
    [InlineData("en-fr")]
    [InlineData("intent")]
    public async Task Load_AnotherAnswerBeyondTheMargin_Fails(string name)
    {
        using var model = new EditedStudent(name);
        model.Move(place => place == 7 ? 12 : 0);
        model.SelfCheck = model.SelfCheck with { Tolerance = 20 };

        var info = await model.LoadAsync(Token);

        info.State.ShouldBe(ModelState.Failed);
        info.Variants[0].Faults.ShouldHaveSingleItem().ShouldStartWith("The self-check failed: ");
        Check(info).Passed.ShouldBeLessThan(Check(info).Samples);
    }

    /// <summary>A step that another token wins is told even where the text comes out the same later.</summary>
    [Fact]
    public async Task Load_TokensThatAreNotTheTranslations_Fails()
    {
        using var model = new EditedStudent("en-fr");
        var first = model.SelfCheck.Samples[0];
        model.SelfCheck = model.SelfCheck with
        {
            Samples = [first with { Tokens = [.. first.Tokens.ShouldNotBeNull().Reverse()] }, .. model.SelfCheck.Samples.Skip(1)],
        };

        (await model.LoadAsync(Token)).State.ShouldBe(ModelState.Failed);
    }

    private static SelfCheckInfo Check(ModelInfo info) => info.Variants[0].Versions[0].SelfCheck.ShouldNotBeNull();
}
