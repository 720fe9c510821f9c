using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Replay;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;
using Xunit;

namespace TransformerService.Shadow.Tests.Lanes;

/// <summary>A canary and a current version that say how long they ran.</summary>
public sealed class CanaryTimerTests : IDisposable
{
    private readonly TwoVersions _versions = new() { MaxLatencyRatio = 1.5 };
    private readonly ReplayFindings _findings = new(10);
    private readonly ShadowMeters _meters = new(null);
    private readonly CanaryTimer _timer;

    public CanaryTimerTests() =>
        _timer = new CanaryTimer(
            _versions,
            new SampleCounts(
                new CheckedModel("m", ModelTask.TextClassification, null),
                new SetTeacher(),
                _findings,
                _meters,
                new FakeTimeProvider()
            )
        );

    public void Dispose() => _meters.Dispose();

    [Theory]
    [InlineData(10, 14.9, 0)]
    [InlineData(10, 15, 0)] // as long as it may take
    [InlineData(10, 15.1, 1)]
    [InlineData(10, 1, 0)]
    public async Task MeasureAsync_Durations_CountWhetherTheCanaryTakesTooLong(double current, double canary, long slower)
    {
        Runs(current, canary);

        await MeasureAsync("one", "two");

        Timed.ShouldBe(new DifferenceCount(2 * slower, 2));
        _findings.Totals.Timed.ShouldHaveSingleItem().Key.ShouldBe(("student", 1.5));
    }

    [Fact]
    public async Task MeasureAsync_SlowCanary_IsFoundAndAFewSlowRunsOfTheOtherDoNotHideIt()
    {
        for (var text = 0; text < 40; text++)
        {
            Runs(text % 10 == 0 ? 100_000 : 10, 20);
            await MeasureAsync($"text {text}");
        }

        Timed.ShouldBe(new DifferenceCount(36, 40));
        LatencyEvidence.Of(1.5, Timed).IsSlow.ShouldBeTrue();
    }

    [Fact]
    public async Task MeasureAsync_EachText_IsAnsweredAloneByBothAndTheyBeginInTurns()
    {
        Runs(10, 10);

        await MeasureAsync("one", "two", "three");

        _versions.Order.ShouldBe(["canary", "student", "student", "canary", "canary", "student"]);
        _versions.Of("canary").Asked.ShouldBe(["one", "two", "three"]);
        _versions.Of("student").Asked.ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public async Task MeasureAsync_NoLimit_AsksNothing()
    {
        _versions.MaxLatencyRatio = null;

        await MeasureAsync("one");

        _versions.Order.ShouldBeEmpty();
        _findings.Totals.Timed.ShouldBeEmpty();
    }

    [Fact]
    public async Task MeasureAsync_VersionThatFailsOrIsAnotherOrSaysNoTime_IsNotCounted()
    {
        Runs(10, 100);
        _versions.Of("canary").Failure = new InferenceException(InferenceError.ModelNotReady, "gone");
        await MeasureAsync("one", "two");
        _versions.Of("canary").Failure = null;
        _versions.Of("student").Version = "another";
        await MeasureAsync("three");
        _versions.Of("student").Version = "student";
        Runs(0, 100);
        await MeasureAsync("four");

        _findings.Totals.Timed.ShouldBeEmpty();
    }

    [Fact]
    public async Task MeasureAsync_Cancelled_EndsAtOnce()
    {
        _versions.Of("canary").Failure = new OperationCanceledException();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            _timer.MeasureAsync(TwoVersions.Both, Samples.Of("one"), "t", new CancellationToken(canceled: true))
        );
    }

    private DifferenceCount Timed => _findings.Totals.Timed.ShouldHaveSingleItem().Value;

    private void Runs(double current, double canary) =>
        (_versions.Of("student").Inference, _versions.Of("canary").Inference) = (
            TimeSpan.FromMilliseconds(current),
            TimeSpan.FromMilliseconds(canary)
        );

    private async Task MeasureAsync(params string[] texts)
    {
        foreach (var text in texts)
        {
            await _timer.MeasureAsync(TwoVersions.Both, Samples.Of(text), "t", TestContext.Current.CancellationToken);
        }
    }
}
