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

    /// <summary>The time is limited, and the answers are not worse (40 fewer of 500), undecided, or worse.</summary>
    [Theory]
    [InlineData(500, 0, 40, 20, 20, DecisionKind.RollBack, GuardRail.Latency)]
    [InlineData(500, 0, 40, 20, 10, DecisionKind.Promote, null)]
    [InlineData(500, 0, 40, 19, 0, null, null)] // too few timed texts for a promotion
    [InlineData(500, 0, 40, 0, 0, null, null)]
    [InlineData(0, 0, 0, 19, 19, null, null)] // and for a rollback
    [InlineData(30, 0, 0, 30, 30, DecisionKind.RollBack, GuardRail.Latency)]
    [InlineData(30, 0, 0, 30, 15, null, null)]
    [InlineData(100, 60, 0, 20, 20, DecisionKind.RollBack, null)] // its answers decide
    [InlineData(100, 60, 0, 0, 0, DecisionKind.RollBack, null)]
    public void Decide_TimeIsLimited_ASlowCanaryIsRolledBackAtOnce(
        long total,
        long onlyNew,
        long onlyOld,
        long timed,
        long slower,
        DecisionKind? expected,
        GuardRail? guard
    )
    {
        var comparison = CanaryEvidence.Of("v1", new PairedCount(total, onlyNew, onlyOld), Settings.Margin) with
        {
            Latency = LatencyEvidence.Of(1.5, new DifferenceCount(slower, timed)),
        };

        var kind = DecisionRules.Decide(comparison, Settings with { MaxLatencyRatio = 1.5 }, TimeSpan.FromHours(1));

        kind.ShouldBe(expected);
        if (kind is { } made)
        {
            var decision = new PromotionDecision(1, default, "m", made, "", "")
            {
                Evidence = new DecisionEvidence(true, "c", "t", comparison, 500, TimeSpan.FromDays(2)),
            };
            decision.GuardRail.ShouldBe(guard);
        }
    }
}
