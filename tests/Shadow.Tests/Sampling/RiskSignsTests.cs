using Shouldly;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Sampling;
using Xunit;

namespace TransformerService.Shadow.Tests.Sampling;

public sealed class RiskSignsTests
{
    [Fact]
    public void Of_Classification_HasItsSigns()
    {
        var signs = RiskSigns.Of(Labels(false, 0.7, 0.2, 0.1)).ShouldNotBeNull();
        signs[RiskSigns.OwnRisk].ShouldBe(0.3, 1e-9);
        signs[1].ShouldBe(0.5, 1e-9);
        signs[2].ShouldBe((-(0.7 * Math.Log(0.7)) - (0.2 * Math.Log(0.2)) - (0.1 * Math.Log(0.1))) / Math.Log(3), 1e-9);
        RiskSigns.Of(Labels(true, 0.7, 0.6)).ShouldNotBeNull()[RiskSigns.OwnRisk].ShouldBe(0.9, 1e-9);
        RiskSigns.Of(Labels(false, 0.1, 0.2, 0.7)).ShouldNotBeNull()[..2].ShouldBe(signs[..2]);
    }

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(0, 0)]
    public void Of_BrokenScores_AreFinite(double one, double other)
    {
        Array.TrueForAll(RiskSigns.Of(Labels(false, one, other)).ShouldNotBeNull(), double.IsFinite).ShouldBeTrue();
        Array.TrueForAll(RiskSigns.Of(Translation("", new("", one, 0, 0, false, null))).ShouldNotBeNull(), double.IsFinite).ShouldBeTrue();
    }

    [Fact]
    public void Of_Translation_HasItsSigns()
    {
        var plain = new TranslatedText("Le chat dort.", -0.1, 5, 6, false, null);
        var sure = RiskSigns.Of(Translation("The cat sleeps.", plain)).ShouldNotBeNull();
        sure[RiskSigns.OwnRisk].ShouldBe(1 - Math.Exp(-0.1), 1e-9);
        RiskSigns.Of(Translation("The cat sleeps.", plain with { Quality = 0.8 })).ShouldNotBeNull()[RiskSigns.OwnRisk].ShouldBe(0.2, 1e-9);

        var broken = plain with
        {
            Truncated = true,
            FinishReason = FinishReason.Repetition,
            Warnings = [new(TranslationWarningKind.NumberChanged, "7", 0), new(TranslationWarningKind.SpanChanged, "x", 0)],
        };
        var signs = RiskSigns.Of(Translation("The cat sleeps.", broken)).ShouldNotBeNull();
        signs[7..].ShouldBe([1, 1, Math.Log(2), Math.Log(2)]);
        sure[7..].ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void Of_OtherTasks_IsNothing() =>
        RiskSigns.Of(new ShadowSample(SampleReports.Now, "a", "v", new SampleAnswer([0.5f, 0.5f]), 1, Samples.Tokenizer)).ShouldBeNull();

    private static ShadowSample Labels(bool independent, params double[] scores) =>
        new(
            SampleReports.Now,
            "a text",
            "v",
            new SampleAnswer([.. scores.Select((score, index) => new LabelScore($"label {index}", score))]),
            4,
            Samples.Tokenizer
        )
        {
            Independent = independent,
        };

    private static ShadowSample Translation(string text, TranslatedText answer) =>
        new(SampleReports.Now, text, "v", new SampleAnswer(answer), answer.InputTokens, Samples.Tokenizer) { Options = new() };
}
