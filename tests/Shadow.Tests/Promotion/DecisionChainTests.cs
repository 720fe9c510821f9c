using Shouldly;
using TransformerService.Shadow.Promotion;
using TransformerService.Shadow.Records;
using Xunit;

namespace TransformerService.Shadow.Tests.Promotion;

public sealed class DecisionChainTests
{
    /// <summary>The text that is stored of a decision by evidence, which later versions must read.</summary>
    [Fact]
    public void Read_StoredText_IsTheDecision()
    {
        const string Text =
            """{"number":7,"at":"2026-11-30T08:00:00+00:00","model":"m","kind":"Promote","isAutomatic":true,"canary":"c","teacher":"t","comparison":{"against":"v1","compared":900,"onlyCanaryDiffers":1,"onlyCurrentDiffers":40,"excess":-0.04,"bounds":{"low":-0.07,"high":-0.02},"margin":0.01,"verdict":"NotWorse"},"minSamples":200,"maxDuration":"7.00:00:00"}""";

        var decision = DecisionChain.Read(Text, "p", "h");

        (decision.Number, decision.Kind, decision.From, decision.To).ShouldBe((7, DecisionKind.Promote, "v1", "c"));
        var evidence = decision.Evidence.ShouldNotBeNull();
        (evidence.IsAutomatic, evidence.MinSamples, evidence.MaxDuration).ShouldBe((true, 200, TimeSpan.FromDays(7)));
        evidence.Comparison.ShouldBe(
            new CanaryComparison("v1", 900, 1, 40, -0.04, new ShadowBounds(-0.07, -0.02), 0.01, CanaryVerdict.NotWorse)
        );
    }

    [Theory]
    [InlineData("""{"number":7,"at":"2026-11-30T08:00:00+00:00","model":"m","kind":"Promote"}""")]
    [InlineData("""{"number":7,"at":"2026-11-30T08:00:00+00:00","model":"m","kind":"Promote","by":"ops","role":"Student","from":"a"}""")]
    [InlineData("""{"number":7,"at":"2026-11-30T08:00:00+00:00","kind":"Promote","by":"ops","role":"Student","from":"a","to":"b"}""")]
    [InlineData("null")]
    public void Read_IncompleteText_IsRefused(string text) => Should.Throw<FormatException>(() => DecisionChain.Read(text, "", ""));
}
