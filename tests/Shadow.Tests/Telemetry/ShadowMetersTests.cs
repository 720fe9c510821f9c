using System.Globalization;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Shouldly;
using TransformerService.Inference.Tests.Telemetry;
using TransformerService.Models;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Telemetry;
using Xunit;

namespace TransformerService.Shadow.Tests.Telemetry;

/// <summary>The meters of shadow mode, label by label.</summary>
public sealed class ShadowMetersTests : IDisposable
{
    private const string Student = "model=en-fr task=translation variant=student";
    private readonly TestMeters _factory = new();
    private readonly ShadowMeters _meters;

    public ShadowMetersTests() => _meters = new ShadowMeters(_factory);

    public void Dispose()
    {
        _meters.Dispose();
        _factory.Dispose();
    }

    [Fact]
    public void Counters_EachEvent_HasItsLabels()
    {
        using MetricCollector<long> comparisons = _factory.Collect<long>("transformer.shadow.comparisons"),
            dropped = _factory.Collect<long>("transformer.shadow.dropped");
        using MetricCollector<long> repeated = _factory.Collect<long>("transformer.shadow.repeated"),
            lost = _factory.Collect<long>("transformer.shadow.store.lost"),
            failures = _factory.Collect<long>("transformer.shadow.store.failures");

        _meters.Compared("en-fr", ModelTask.Translation, differs: true);
        _meters.Compared("en-fr", ModelTask.Translation, differs: false, texts: 3);
        _meters.Failed("intent", ModelTask.TextClassification, 2);
        _meters.Dropped("en-fr", ModelTask.Translation, 5);
        _meters.Repeated("en-fr", ModelTask.Translation, 4);
        _meters.Lost("en-fr", 7);
        _meters.StoreFailed();

        Snapshot(comparisons)
            .ShouldBe([
                "1 model=en-fr outcome=differs task=translation variant=student",
                "3 model=en-fr outcome=agrees task=translation variant=student",
                "2 model=intent outcome=failed task=text-classification variant=student",
            ]);
        Snapshot(dropped).ShouldBe(["5 model=en-fr outcome=dropped task=translation variant=student"]);
        Snapshot(repeated).ShouldBe(["4 model=en-fr outcome=repeated task=translation variant=student"]);
        Snapshot(lost).ShouldBe(["7 model=en-fr"]);
        Snapshot(failures).ShouldBe(["1 "]);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(true, "1 " + Student)]
    [InlineData(false, "0 " + Student)]
    public void Observe_Teacher_ShowsNothingWhileNobodyKnows(bool? answers, string expected)
    {
        _meters.Observe("en-fr", ModelTask.Translation, () => 4, () => answers);
        using MetricCollector<int> teacher = _factory.Collect<int>("transformer.shadow.teacher.ready"),
            queue = _factory.Collect<int>("transformer.shadow.queue.length");
        teacher.RecordObservableInstruments();
        queue.RecordObservableInstruments();

        string.Join('|', Snapshot(teacher)).ShouldBe(expected);
        Snapshot(queue).ShouldBe(["4 " + Student]);
    }

    [Fact]
    public void Observe_NothingHappenedYet_CountsZero()
    {
        using MetricCollector<long> comparisons = _factory.Collect<long>("transformer.shadow.comparisons"),
            dropped = _factory.Collect<long>("transformer.shadow.dropped");
        _meters.Observe("en-fr", ModelTask.Translation, () => 0, () => null);

        Snapshot(comparisons)
            .ShouldBe(
                ((string[])["agrees", "differs", "failed"]).Select(outcome =>
                    $"0 model=en-fr outcome={outcome} task=translation variant=student"
                )
            );
        Snapshot(dropped).ShouldBe(["0 model=en-fr outcome=dropped task=translation variant=student"]);
    }

    [Fact]
    public void Found_AVerdict_IsOneSeriesOfThree()
    {
        _meters.Found([new ShadowFinding("en-fr", ModelTask.Translation, ShadowVerdict.Strays, 0.25, 0.05)]);
        _meters.ObserveStore(() => false);
        using MetricCollector<int> verdict = _factory.Collect<int>("transformer.shadow.verdict"),
            store = _factory.Collect<int>("transformer.shadow.store.ready");
        using MetricCollector<double> difference = _factory.Collect<double>("transformer.shadow.difference"),
            margin = _factory.Collect<double>("transformer.shadow.margin");
        verdict.RecordObservableInstruments();
        store.RecordObservableInstruments();
        difference.RecordObservableInstruments();
        margin.RecordObservableInstruments();

        Snapshot(verdict)
            .ShouldBe([
                "0 model=en-fr outcome=undecided task=translation variant=student",
                "0 model=en-fr outcome=holds task=translation variant=student",
                "1 model=en-fr outcome=strays task=translation variant=student",
            ]);
        Snapshot(store).ShouldBe(["0 "]);
        Snapshot(difference).ShouldBe(["0.25 " + Student]);
        Snapshot(margin).ShouldBe(["0.05 " + Student]);
    }

    private static IEnumerable<string> Snapshot<T>(MetricCollector<T> collector)
        where T : struct =>
        collector
            .GetMeasurementSnapshot()
            .Select(measured =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{measured.Value} {string.Join(' ', measured.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))}"
                )
            );
}
