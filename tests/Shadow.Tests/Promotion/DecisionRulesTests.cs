using Shouldly;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Promotion;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using Xunit;

namespace TransformerService.Shadow.Tests.Promotion;

public sealed class DecisionRulesTests
{
    private static readonly PromotionSettings Settings = new(PromotionMode.Automatic, 0.02, 500, TimeSpan.FromDays(2));

    [Theory]
    [InlineData(0, 0, 0, 0.0, null)]
    [InlineData(0, 0, 0, 48.0, DecisionKind.Expire)]
    [InlineData(499, 0, 40, 1.0, null)] // not worse, with too few samples
    [InlineData(499, 0, 40, 48.0, DecisionKind.Expire)]
    [InlineData(500, 0, 40, 1.0, DecisionKind.Promote)]
    [InlineData(500, 0, 40, 48.0, DecisionKind.Promote)]
    [InlineData(100, 60, 0, 0.1, DecisionKind.RollBack)] // worse, however few they are
    [InlineData(1000, 25, 10, 1.0, null)] // at the margin
    public void Decide_OfEvidence_IsAsStated(long total, long onlyNew, long onlyOld, double hours, DecisionKind? expected) =>
        DecisionRules
            .Decide(CanaryEvidence.Of("v1", new PairedCount(total, onlyNew, onlyOld), Settings.Margin), Settings, TimeSpan.FromHours(hours))
            .ShouldBe(expected);
}
