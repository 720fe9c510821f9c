using Shouldly;
using TransformerService.Api.Live;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Api.Tests.Live;

/// <summary>The alert rules that the server evaluates itself.</summary>
public sealed class AlertsTests
{
    private static readonly Dictionary<LiveGauge, double> None = [];

    [Fact]
    public void Of_QuietServer_IsEmpty() =>
        Alerts.Of([Second(Tally(1_000, 0.01)), Second(Tally(0, 0))], Gauges(queue: 10, loaded: 1)).ShouldBeEmpty();

    [Fact]
    public void Of_ThreeFailuresInAHundred_IsErrorsHigh()
    {
        var tally = Tally(97, 0.01);
        Repeat(3, () => tally.Count(TelemetryTags.Of(InferenceError.TimedOut)));

        var alert = Alerts.Of([Second(tally), Second(Tally(0, 0))], None).ShouldHaveSingleItem();

        alert.ShouldBe(new Alert("TransformerErrorsHigh", true, "en-fr", "3 % of the requests for en-fr fail."));
    }

    [Fact]
    public void Of_CallersOwnMistakes_IsEmpty()
    {
        var tally = Tally(10, 0.01);
        Repeat(90, () => tally.Count(TelemetryTags.Of(InferenceError.InvalidInput)));

        Alerts.Of([Second(tally)], None).ShouldBeEmpty();
    }

    [Fact]
    public void Of_TwoRefusalsInAHundred_IsOverloaded()
    {
        var tally = Tally(98, 0.01);
        Repeat(2, () => tally.Count(TelemetryTags.Of(InferenceError.Overloaded)));

        Alerts.Of([Second(tally)], None).ShouldHaveSingleItem().Name.ShouldBe("TransformerOverloaded");
    }

    [Fact]
    public void Of_TwoSlowAnswersInAHundred_IsLatencyHigh()
    {
        var tally = Tally(98, 0.01);
        Repeat(2, () => tally.Answer(3));

        Alerts.Of([Second(tally)], None).ShouldHaveSingleItem().Name.ShouldBe("TransformerLatencyHigh");
    }

    [Fact]
    public void Of_FullMemory_IsMemoryHigh() =>
        Alerts.Of([Second(Tally(0, 0)) with { MemoryBytes = 95 }], None).ShouldHaveSingleItem().Name.ShouldBe("TransformerMemoryHigh");

    [Fact]
    public void Of_Gauges_AreTheirRules()
    {
        var gauges = Gauges(queue: 51, loaded: 0);
        gauges[new LiveGauge("transformer.shadow.verdict", "en-fr", "student", "strays")] = 1;
        gauges[new LiveGauge("transformer.shadow.verdict", "en-fr", "student", "holds")] = 0;
        gauges[new LiveGauge("transformer.shadow.teacher.ready", "en-fr", "teacher", null)] = 0;
        gauges[new LiveGauge("transformer.shadow.store.ready", "", "", null)] = 0;

        Alerts
            .Of([], gauges)
            .Select(alert => alert.Name)
            .ShouldBe(
                [
                    "TransformerModelNotReady",
                    "TransformerQueueFilling",
                    "TransformerStudentStrays",
                    "TransformerTeacherDown",
                    "TransformerShadowStoreDown",
                ],
                ignoreOrder: true
            );
    }

    [Theory]
    [InlineData(0.5, 0.01, 0.0125)]
    [InlineData(0.99, 0.01, 0.0125)]
    [InlineData(1, 2, 2.5)]
    public void Quantile_OfNinetyNineQuickAndOneSlow_IsAtMostAQuarterTooHigh(double share, double least, double most)
    {
        var tally = Tally(99, 0.01);
        tally.Answer(2);

        tally.Quantile(share).ShouldNotBeNull().TotalSeconds.ShouldBeInRange(least, most);
        new LiveTally().Quantile(share).ShouldBeNull();
    }

    private static LiveTally Tally(int answers, double seconds)
    {
        var tally = new LiveTally();
        Repeat(
            answers,
            () =>
            {
                tally.Count(TelemetryTags.Ok);
                tally.Answer(seconds);
            }
        );
        return tally;
    }

    private static void Repeat(int times, Action action)
    {
        for (var time = 0; time < times; time++)
        {
            action();
        }
    }

    private static LiveSecond Second(LiveTally tally) =>
        new(1, DateTimeOffset.UnixEpoch, 0, 10, 100, [new LiveVariant("en-fr", "student", tally, 0)]);

    private static Dictionary<LiveGauge, double> Gauges(double queue, double loaded) =>
        new()
        {
            [new LiveGauge("transformer.queue.length", "en-fr", "student", null)] = queue,
            [new LiveGauge("transformer.queue.capacity", "en-fr", "student", null)] = 100,
            [new LiveGauge("transformer.models.loaded", "en-fr", "student", null)] = loaded,
        };
}
