using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using TransformerService.Models;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Replay;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Shadow.Tests.Lanes;

/// <summary>Whatever one batch does, the lane takes the next.</summary>
public sealed class ShadowLaneTests
{
    [Fact]
    public async Task Offer_FindingsThatThrow_DoNotEndTheLane()
    {
        var findings = new FaultyFindings();
        await using var lane = Lane(findings, new SetTeacher());
        Offer(lane, "before");
        await Eventually.HoldsAsync(() => findings.Inner.Totals.Student.Total == 1);

        findings.Failure = new InsufficientMemoryException("no memory");
        Offer(lane, "meanwhile");
        await Eventually.HoldsAsync(() => findings.Thrown > 0 && lane.Length == 0);
        findings.Failure = null;
        Offer(lane, "after");

        await Eventually.HoldsAsync(() => findings.Inner.Totals.Student.Total == 2);
    }

    [Fact]
    public async Task Offer_TeacherThatThrows_FailsSamplesSaysSoOnceAndGoesOn()
    {
        var (findings, teacher, log) = (
            new FaultyFindings(),
            new SetTeacher { Failure = new BadImageFormatException("no") },
            new FakeLogger()
        );
        await using var lane = Lane(findings, teacher, log);
        for (var text = 1; text <= 3; text++)
        {
            Offer(lane, $"text {text}");
            await Eventually.HoldsAsync(() => findings.Inner.Totals.Failed == text);
        }

        teacher.Failure = null;
        Offer(lane, "after");

        await Eventually.HoldsAsync(() => findings.Inner.Totals.Student.Total == 1);
        log.Collector.GetSnapshot()
            .Select(record => record.Message)
            .ShouldBe([
                "The teacher of m does not answer: BadImageFormatException. Samples fail until it does; students are not affected.",
                "The teacher of m answers again.",
            ]);
    }

    private static void Offer(ShadowLane lane, string text) => lane.Offer([text], null, "student", _ => Samples.Of(text));

    private static ShadowLane Lane(IFindings findings, SetTeacher teacher, FakeLogger? log = null)
    {
        var options = new ShadowOptions { NoiseShare = 0 };
        return new ShadowLane(
            new SampleComparer(
                new CheckedModel("m", ModelTask.TextClassification, null),
                teacher,
                findings,
                new SampleKeeper(options, TimeProvider.System),
                new NoiseMeter(0),
                new ShadowMeters(null),
                TimeProvider.System,
                log ?? new FakeLogger()
            ),
            new ShadowSettings(1, 1_000, 0.05),
            options,
            TimeProvider.System,
            TaskScheduler.Default
        );
    }

    private sealed class FaultyFindings : IFindings
    {
        private volatile Exception? _failure;
        private int _thrown;

        public ReplayFindings Inner { get; } = new(10);

        public int Thrown => Volatile.Read(ref _thrown);

        public Exception? Failure
        {
            set => _failure = value;
        }

        public void Count(TotalsKey key, Action<ShadowTotals> add)
        {
            // The caller's thread counts what is sampled; only the lane's own meets the fault.
            var counted = new ShadowTotals();
            add(counted);
            if (counted.Sampled == 0)
            {
                Throw();
            }

            Inner.Count(key, add);
        }

        public void Add(TextFinding finding, KeptSample? sample = null)
        {
            Throw();
            Inner.Add(finding, sample);
        }

        private void Throw()
        {
            if (_failure is { } failure)
            {
                Interlocked.Increment(ref _thrown);
                throw failure;
            }
        }
    }
}
