using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Models;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Replay;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;
using Xunit;

namespace TransformerService.Shadow.Tests.Lanes;

public sealed class SampleComparerTests : IAsyncDisposable
{
    private readonly SetTeacher _teacher = new();
    private readonly ReplayFindings _findings = new(10);
    private readonly FakeTimeProvider _time = new();
    private readonly ShadowMeters _meters = new(null);
    private readonly SampleComparer _judge;

    public SampleComparerTests() =>
        _judge = new SampleComparer(
            new CheckedModel("m", ModelTask.TextClassification, null),
            _teacher,
            _findings,
            new SampleKeeper(new ShadowOptions(), _time),
            new NoiseMeter(1),
            _meters,
            _time,
            NullLogger.Instance
        );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ShadowTotals Totals => _findings.Totals;

    public async ValueTask DisposeAsync()
    {
        await _judge.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task JudgeAsync_TextsThatComeAgain_CountOnceAndAreNotAskedAgain()
    {
        await JudgeAsync("one", "two", " ONE ", "two", "three");
        await JudgeAsync("three", "one");
        await JudgeAsync("four", "four", "two");

        // Each once, and once more for noise, alone or in company.
        _teacher.Asked.Count(text => text == "one").ShouldBeInRange(2, 3);
        _teacher.Asked.ShouldNotContain(" ONE ");
        Totals.Student.Total.ShouldBe(4);
        Totals.Noise.Total.ShouldBe(4);
        Totals.Repeated.ShouldBe(6);
        Totals.Slices.Values.Max(slice => slice.Total).ShouldBe(4);
        Totals.Labels.Values.Sum().ShouldBe(4);
    }

    [Fact]
    public async Task JudgeAsync_TeacherThatFails_FailsAllThatWaitedForItAndAsksAgain()
    {
        await JudgeAsync("known");
        _teacher.Failure = new InvalidOperationException("away");
        await JudgeAsync("new", "New", "known");
        _teacher.Failure = null;
        await JudgeAsync("new", "known");

        (Totals.Student.Total, Totals.Failed, Totals.Repeated).ShouldBe((2, 2, 2));
    }

    [Fact]
    public async Task JudgeAsync_TeacherOfAnotherVersion_IsNoticedWithinAMinuteAndCountsAnew()
    {
        await JudgeAsync("probe");
        _teacher.Version = "v2";
        for (var second = 0; second < 59; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await JudgeAsync("probe");
        }

        (_judge.Counts.TeacherVersion, Totals.Student.Total, Totals.Repeated).ShouldBe(("v1", 1, 59));
        _time.Advance(TimeSpan.FromSeconds(1));
        await JudgeAsync("probe");

        (_judge.Counts.TeacherVersion, Totals.Student.Total, Totals.Noise.Total, Totals.Repeated).ShouldBe(("v2", 2, 2, 59));
    }

    [Fact]
    public async Task JudgeAsync_StudentOfAnotherVersion_CountsAnew()
    {
        await JudgeAsync("text");
        await _judge.JudgeAsync([Samples.Of("text") with { StudentVersion = "other" }], Token);

        (Totals.Student, Totals.Repeated).ShouldBe((new DifferenceCount(0, 2), 0));
    }

    private Task JudgeAsync(params string[] texts) => _judge.JudgeAsync([.. texts.Select(text => Samples.Of(text))], Token);
}
