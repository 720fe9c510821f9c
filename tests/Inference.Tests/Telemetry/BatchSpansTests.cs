using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Tests.Batching;
using TransformerService.Models;
using Xunit;

namespace TransformerService.Inference.Tests.Telemetry;

/// <summary>The spans of callers whose rows run in one batch.</summary>
public sealed class BatchSpansTests : IDisposable
{
    private static readonly BatcherOptions Options = new(new BatchLimits(8, 1_000, 1_000), TimeSpan.FromMilliseconds(1), 100);

    private readonly ActivitySource _callers = new("BatchSpansTests");
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivityListener _listener;
    private readonly TestMeters _meters = new();

    public BatchSpansTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TransformerTelemetry.Name or "BatchSpansTests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        _callers.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task RunAsync_TwoCallersInOneBatch_EachHasItsOwnSpansAndBothLinkToTheBatch()
    {
        using var gate = new Gate();
        using var slots = new RunSlots(1);
        using var batcher = NewBatcher(gate.Run, slots);
        Task first = batcher.RunAsync([1], Cost, Token); // nobody's span: it is not traced
        await gate.Entered();
        Task<ActivityContext> one = AskAsync(batcher, [2, 3]),
            other = AskAsync(batcher, [4]);
        gate.Open();
        await first;
        ActivityContext[] callers = [await one, await other];

        var batch = _spans
            .Where(span => span.OperationName == "batch" && span.GetTagItem("transformer.model") is "m")
            .ShouldHaveSingleItem();
        batch.ParentSpanId.ShouldBe(default, "it has many callers, and none is its parent");
        batch.Links.Select(link => link.Context.SpanId).ShouldBe(callers.Select(caller => caller.SpanId), ignoreOrder: true);
        batch.GetTagItem("transformer.model").ShouldBe("m");
        batch.GetTagItem("transformer.variant").ShouldBe("student");
        batch.GetTagItem("transformer.task").ShouldBe("translation");
        batch.GetTagItem("transformer.batch.rows").ShouldBe(3);
        batch.GetTagItem("transformer.batch.tokens").ShouldBe(15L);
        foreach (var caller in callers)
        {
            Activity queue = Of(caller, "queue").ShouldHaveSingleItem(),
                infer = Of(caller, "infer").ShouldHaveSingleItem();
            infer.Links.ShouldHaveSingleItem().Context.SpanId.ShouldBe(batch.SpanId);
            queue.TraceId.ShouldBe(caller.TraceId);
            (queue.StartTimeUtc + queue.Duration).ShouldBe(
                infer.StartTimeUtc,
                TimeSpan.FromMicroseconds(10),
                "one ends where the other begins"
            );
            infer.Status.ShouldBe(ActivityStatusCode.Unset);
        }

        Of(callers[0], "infer").Single().GetTagItem("transformer.rows").ShouldBe(2);
        Of(callers[1], "infer").Single().GetTagItem("transformer.rows").ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_GivenUpWhileItWaits_HasAFailedQueueSpanAndNoOther()
    {
        using var gate = new Gate();
        using var slots = new RunSlots(1);
        using var batcher = NewBatcher(gate.Run, slots);
        Task first = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        using var givenUp = new CancellationTokenSource();
        var caller = _callers.StartActivity("caller").ShouldNotBeNull();
        Task leaving = batcher.RunAsync([2], Cost, givenUp.Token);
        caller.Stop();
        await givenUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        gate.Open();
        await first;

        Of(caller.Context, "queue").ShouldHaveSingleItem().Status.ShouldBe(ActivityStatusCode.Error);
        Of(caller.Context, "infer").ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_BatchThatFails_FailsItsSpans()
    {
        using var slots = new RunSlots(1);
        using var batcher = NewBatcher((_, _) => throw new InvalidOperationException("a text perhaps"), slots);
        var caller = _callers.StartActivity("caller").ShouldNotBeNull();
        Task failing = batcher.RunAsync([2], Cost, Token);
        caller.Stop();
        await Should.ThrowAsync<InvalidOperationException>(() => failing);

        var infer = Of(caller.Context, "infer").ShouldHaveSingleItem();
        infer.Status.ShouldBe(ActivityStatusCode.Error);
        infer.StatusDescription.ShouldBeNull("an exception's message may hold anything");
        infer.Events.ShouldBeEmpty();
        Of(caller.Context, "queue").ShouldHaveSingleItem().Status.ShouldBe(ActivityStatusCode.Unset);
    }

    private static RowCost Cost(int row) => new(5);

    private Batcher<int, int> NewBatcher(Func<IReadOnlyList<int>, CancellationToken, IReadOnlyList<int>> run, RunSlots slots) =>
        new(
            run,
            Options,
            slots,
            TimeProvider.System,
            new BatchObserver(new BatchMeters(_meters), "m", VariantRole.Student, ModelTask.Translation)
        );

    private Activity[] Of(ActivityContext caller, string name) =>
        [.. _spans.Where(span => span.OperationName == name && span.ParentSpanId == caller.SpanId)];

    private async Task<ActivityContext> AskAsync(Batcher<int, int> batcher, int[] rows)
    {
        using var caller = _callers.StartActivity("caller").ShouldNotBeNull();
        await batcher.RunAsync(rows, Cost, Token);
        return caller.Context;
    }
}
