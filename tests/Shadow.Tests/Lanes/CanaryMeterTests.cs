using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Replay;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;
using Xunit;

namespace TransformerService.Shadow.Tests.Lanes;

/// <summary>The teacher says "joy" to everything; versions "student" and "canary" answer each other's samples.</summary>
public sealed class CanaryMeterTests : IAsyncDisposable
{
    private readonly SetTeacher _teacher = new();
    private readonly TwoVersions _versions = new();
    private readonly ReplayFindings _findings = new(10);
    private readonly FakeTimeProvider _time = new();
    private readonly ShadowMeters _meters = new(null);
    private readonly SampleComparer _judge;

    public CanaryMeterTests() =>
        _judge = new SampleComparer(
            new CheckedModel("m", ModelTask.TextClassification, null),
            _teacher,
            _findings,
            new SampleKeeper(new ShadowOptions(), _time),
            new NoiseMeter(0),
            _meters,
            _time,
            NullLogger.Instance,
            _versions
        );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _judge.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task JudgeAsync_SamplesOfBothVersions_AreAnsweredByTheOther()
    {
        await JudgeAsync(Samples.Of("one", "joy"), Canary("two", "anger"), Samples.Of("three", "anger"));

        _versions.Of("canary").Asked.ShouldBe(["one", "three"]);
        _versions.Of("student").Asked.ShouldBe(["two"]);
        Paired.ShouldBe(new PairedCount(3, OnlyNew: 1, OnlyOld: 1)); // both others say "joy", as the teacher
        _findings.Totals.Student.Total.ShouldBe(3);
    }

    [Fact]
    public async Task JudgeAsync_TextsThatComeAgain_CountOnce()
    {
        await JudgeAsync(Samples.Of("one"), Samples.Of("ONE"));
        await JudgeAsync(Samples.Of("one"));

        Paired.Total.ShouldBe(1);
        _findings.Totals.Repeated.ShouldBe(2);
    }

    [Fact]
    public async Task JudgeAsync_TextComparedBeforeTheCanary_IsComparedForIt()
    {
        _versions.Pair = null;
        await JudgeAsync(Samples.Of("one"));
        _findings.Totals.Paired.ShouldBeEmpty();
        _versions.Pair = TwoVersions.Both;
        await JudgeAsync(Samples.Of("one"));
        await JudgeAsync(Samples.Of("one"));

        Paired.Total.ShouldBe(1);
        (_findings.Totals.Student.Total, _findings.Totals.Repeated).ShouldBe((1, 2));
    }

    [Theory]
    [InlineData(InferenceError.Internal, 1)]
    [InlineData(InferenceError.InvalidInput, 1)]
    [InlineData(InferenceError.InputTooLarge, 1)]
    [InlineData(InferenceError.Overloaded, 0)]
    [InlineData(InferenceError.ModelNotReady, 0)]
    [InlineData(InferenceError.ModelNotFound, 0)]
    [InlineData(InferenceError.TimedOut, 0)]
    public async Task JudgeAsync_CanaryThatFails_DiffersIfItIsToBlame(InferenceError error, int differs)
    {
        await JudgeAsync(Samples.Of("zero"));
        _versions.Of("canary").Failure = new InferenceException(error, "no");
        await JudgeAsync(Samples.Of("one", "joy"), Samples.Of("one", "joy"));

        Paired.ShouldBe(new PairedCount(1 + differs, OnlyNew: differs, OnlyOld: 0));
    }

    [Fact]
    public async Task JudgeAsync_CurrentVersionThatFails_DiffersToo()
    {
        _versions.Of("student").Failure = new InvalidOperationException("broken");
        await JudgeAsync(Canary("one", "joy"), Canary("two", "anger"));

        Paired.ShouldBe(new PairedCount(2, OnlyNew: 0, OnlyOld: 1)); // on "two" both differ
    }

    [Fact]
    public async Task JudgeAsync_VersionThatIsAwayOrIsAnother_DoesNotAffectTheSamples()
    {
        _versions.Of("canary").Failure = new InferenceException(InferenceError.ModelNotReady, "gone");
        await JudgeAsync(Samples.Of("one"), Canary("two", "joy"));
        _versions.Of("canary").Failure = null;
        _versions.Of("canary").Version = "another";
        await JudgeAsync(Samples.Of("three"));
        await JudgeAsync(Samples.Of("four") with { StudentVersion = "old" });

        Paired.Total.ShouldBe(1);
        (_findings.Totals.Student.Total, _findings.Totals.Failed).ShouldBe((4, 0));
    }

    [Fact]
    public async Task JudgeAsync_TextThatAVersionFailsOn_CountsOnceAndIsNotAskedAgain()
    {
        _versions.Of("canary").FailsOn = "bad";
        await JudgeAsync(Samples.Of("one"), Samples.Of("bad"), Samples.Of("two"));
        await JudgeAsync(Samples.Of("bad"));

        Paired.ShouldBe(new PairedCount(3, OnlyNew: 1, OnlyOld: 0));
        _versions.Of("canary").Asked.Count(text => text == "bad").ShouldBe(2); // among others, and alone
        _teacher.Asked.Count(text => text == "bad").ShouldBe(1);
    }

    [Fact]
    public async Task JudgeAsync_OneTextAnsweredByBothVersions_CountsOnce()
    {
        await JudgeAsync(Samples.Of("one"), Canary("one", "joy"));

        Paired.Total.ShouldBe(1);
    }

    [Fact]
    public async Task JudgeAsync_TimeIsLimited_OneTextOfThoseThatRunTogetherIsTimed()
    {
        _versions.MaxLatencyRatio = 2;
        (_versions.Of("student").Inference, _versions.Of("canary").Inference) = (
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromMilliseconds(3)
        );

        await JudgeAsync(Samples.Of("one"), Samples.Of("two"), Canary("three", "joy"));
        await JudgeAsync(Samples.Of("one")); // compared before

        _findings.Totals.Timed.ShouldHaveSingleItem().ShouldBe(new(("student", 2), new DifferenceCount(1, 1)));
        Paired.Total.ShouldBe(3);
        _findings.Totals.Student.Total.ShouldBe(3);
    }

    private PairedCount Paired => _findings.Totals.Paired.ShouldHaveSingleItem().Value;

    private static ShadowSample Canary(string text, string label) => Samples.Of(text, label) with { StudentVersion = "canary" };

    private Task JudgeAsync(params ShadowSample[] samples) => _judge.JudgeAsync(samples, Token);
}
