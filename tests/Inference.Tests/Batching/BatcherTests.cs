using System.Collections.Concurrent;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Batching;
using TransformerService.Models.Errors;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class BatcherTests : IDisposable
{
    private static readonly BatcherOptions Options = new(
        new BatchLimits(8, 1_000, 1_000),
        TimeSpan.FromMilliseconds(2),
        MaxQueuedRows: 100
    );
    private readonly RunSlots _slots = new(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _slots.Dispose();

    [Fact]
    public void RunAsync_ManyCallersAtOnce_EachGetsItsOwnResultsOnce() =>
        Gen.Int[1, 40]
            .Array[1, 30]
            .Sample(
                requests =>
                {
                    ConcurrentBag<int> ran = [];
                    using var slots = new RunSlots(2);
                    using var batcher = new Batcher<int, int>(Double, Options with { MaxQueuedRows = 10_000 }, slots, TimeProvider.System);
                    var next = 0;
                    var asked = requests
                        .Select(count => Enumerable.Range(Interlocked.Add(ref next, count) - count, count).ToArray())
                        .ToArray();

                    var answers = Task.WhenAll(asked.Select(rows => batcher.RunAsync(rows, Cost, Token))).GetAwaiter().GetResult();

                    for (var request = 0; request < asked.Length; request++)
                    {
                        answers[request].Results.ShouldBe(asked[request].Select(row => row * 2));
                    }

                    ran.Order().ShouldBe(Enumerable.Range(0, next), "every row ran exactly once");

                    IReadOnlyList<int> Double(IReadOnlyList<int> rows, CancellationToken token)
                    {
                        rows.Count.ShouldBeLessThanOrEqualTo(8);
                        foreach (var row in rows)
                        {
                            ran.Add(row);
                        }

                        return [.. rows.Select(row => row * 2)];
                    }
                },
                iter: 50,
                threads: 1
            );

    [Fact]
    public async Task RunAsync_CallersThatAskAgainAtOnce_AreNeverForgotten()
    {
        // Seen once: a caller whose arrival nobody noticed, so that all waited for good.
        using var slots = new RunSlots(2);
        using var batcher = new Batcher<int, int>((rows, _) => [.. rows], Options, slots, TimeProvider.System);
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(caller =>
                    Task.Run(
                        async () =>
                        {
                            for (var call = 0; call < 5_000; call++)
                            {
                                (await batcher.RunAsync([call], Cost, Token).WaitAsync(TimeSpan.FromSeconds(60), Token)).Results.ShouldBe([
                                    call,
                                ]);
                            }
                        },
                        Token
                    )
                )
        );
    }

    [Fact]
    public async Task RunAsync_RowsThatCameWhileABatchRan_RunTogether()
    {
        using var gate = new Gate();
        using var batcher = Batcher(gate);
        Task first = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        Task[] others = [.. Enumerable.Range(2, 5).Select(row => batcher.RunAsync([row], Cost, Token))];
        gate.Open();
        await Task.WhenAll([first, .. others]);

        gate.Batches.Select(batch => batch.Count).ShouldBe([1, 5]);
    }

    [Fact]
    public async Task RunAsync_LargeRequestBeforeASmallOne_LetsItInBetween()
    {
        using var gate = new Gate();
        using var batcher = Batcher(gate, Options with { MaxQueuedRows = 10_000 });
        Task large = batcher.RunAsync([.. Enumerable.Range(1, 400)], Cost, Token);
        await gate.Entered();
        Task small = batcher.RunAsync([-1], Cost, Token);
        gate.Open();
        await Task.WhenAll(large, small);

        gate.Batches.TakeWhile(batch => !batch.Contains(-1)).Count().ShouldBeLessThan(25, "of the 50 batches of the large one");
    }

    [Fact]
    public async Task RunAsync_SmallRequestsBesideALargeOne_FindASlotFreeAndABatchOfTheirOwn()
    {
        using Gate small = new(),
            large = new();
        using var slots = new RunSlots(2);
        using var batcher = new Batcher<int, int>(
            (rows, token) => (rows[0] < 0 ? small : large).Run(rows, token),
            Options with
            {
                MaxQueuedRows = 10_000,
            },
            slots,
            new FrozenTime()
        );
        Task before = batcher.RunAsync([-1], Cost, Token);
        await small.Entered();
        Task many = batcher.RunAsync([.. Enumerable.Range(1, 100)], Cost, Token);
        await large.Entered();
        small.OpenOnce();
        await before;

        // A batch of the large one runs; the other slot is not its to take.
        Task after = batcher.RunAsync([-2], Cost, Token);
        await small.Entered();
        small.OpenOnce();
        large.Open();
        await Task.WhenAll(many, after);
        small.Batches.ShouldBe([
            [-1],
            [-2],
        ]);
        large.Batches.SelectMany(batch => batch).ShouldAllBe(row => row > 0);
    }

    [Fact]
    public async Task RunAsync_CallersWhoseRowsEndedTogetherAskAgain_RunWithWhoeverWaited()
    {
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        using var batcher = Batcher(gate, Options with { MaxQueueDelay = TimeSpan.Zero }, time);
        var waiting = await EndTogetherAsync(batcher, gate, time);
        Task[] again = [batcher.RunAsync([4], Cost, Token), batcher.RunAsync([5], Cost, Token)];
        gate.Open();
        await Task.WhenAll([waiting, .. again]);

        gate.Batches[^1].Order().ShouldBe([3, 4, 5]);
    }

    [Fact]
    public async Task RunAsync_CallersWhoseRowsEndedTogetherStayAway_WaitIsShort()
    {
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        using var batcher = Batcher(gate, Options with { MaxQueueDelay = TimeSpan.Zero }, time);
        var waiting = await EndTogetherAsync(batcher, gate, time);
        gate.Open();
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            return waiting.IsCompleted;
        });

        await waiting;
        gate.Batches[^1].ShouldBe([3]);
    }

    [Fact]
    public async Task RunAsync_AnotherSlotIsFree_WaitsForNobody()
    {
        using var gate = new Gate();
        using var slots = new RunSlots(2);
        var time = new FakeTimeProvider();
        using var batcher = new Batcher<int, int>(gate.Run, Options with { MaxQueueDelay = TimeSpan.Zero }, slots, time);
        await slots.EnterAsync(Token);
        await RunTogetherAsync(batcher, gate, time, () => { });
        slots.Leave();
        gate.Open();
        await batcher.RunAsync([3], Cost, Token).WaitAsync(TimeSpan.FromSeconds(30), Token); // the clock stands still

        gate.Batches[^1].ShouldBe([3]);
    }

    [Fact]
    public async Task Dispose_WhileASlotWaitsForCallers_GivesItBack()
    {
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        var batcher = Batcher(gate, Options with { MaxQueueDelay = TimeSpan.Zero }, time);
        var waiting = await EndTogetherAsync(batcher, gate, time);
        batcher.Dispose();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        _slots.Free.ShouldBe(1);
    }

    /// <summary>Two callers whose rows ended together, after 100 ms, while a third waits.</summary>
    /// <returns>The third.</returns>
    private static async Task<Task> EndTogetherAsync(Batcher<int, int> batcher, Gate gate, FakeTimeProvider time)
    {
        Task? waiting = null;
        await RunTogetherAsync(batcher, gate, time, () => waiting = batcher.RunAsync([3], Cost, Token));
        return waiting!; // set while they ran
    }

    private static async Task RunTogetherAsync(Batcher<int, int> batcher, Gate gate, FakeTimeProvider time, Action meanwhile)
    {
        Task first = batcher.RunAsync([0], Cost, Token);
        await gate.Entered();
        Task[] together = [batcher.RunAsync([1], Cost, Token), batcher.RunAsync([2], Cost, Token)];
        gate.OpenOnce();
        await first;
        await gate.Entered();
        meanwhile();
        time.Advance(TimeSpan.FromMilliseconds(100));
        gate.OpenOnce();
        await Task.WhenAll(together);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileItWaits_LeavesAndTheOthersRun()
    {
        using var gate = new Gate();
        using var batcher = Batcher(gate);
        Task first = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        using var cancelled = new CancellationTokenSource();
        Task leaving = batcher.RunAsync([2, 3], Cost, cancelled.Token);
        Task staying = batcher.RunAsync([4], Cost, Token);
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        gate.Open();
        await Task.WhenAll(first, staying);

        gate.Batches.SelectMany(batch => batch).ShouldBe([1, 4]);
    }

    [Fact]
    public async Task RunAsync_EveryRowOfARunningBatchGivenUp_StopsTheRun()
    {
        using var gate = new Gate();
        using var batcher = Batcher(gate);
        using var cancelled = new CancellationTokenSource();
        Task running = batcher.RunAsync([1, 2], Cost, cancelled.Token);
        await gate.Entered();

        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);

        (await gate.Stopped()).ShouldBeTrue("nobody waits for it");
        gate.Open();
        (await batcher.RunAsync([3], Cost, Token)).Results.ShouldBe([3]);
    }

    [Fact]
    public async Task RunAsync_OneOfTwoInARunningBatchGivenUp_LetsItRun()
    {
        using var gate = new Gate();
        using var batcher = Batcher(gate);
        using var cancelled = new CancellationTokenSource();

        // Two requests that wait behind a third, so that they run together.
        Task first = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        Task leaving = batcher.RunAsync([2], Cost, cancelled.Token);
        var staying = batcher.RunAsync([3], Cost, Token);
        gate.OpenOnce();
        await first;
        await gate.Entered();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        gate.OpenOnce();

        (await staying).Results.ShouldBe([3]);
        gate.Batches[1].ShouldBe([2, 3]);
    }

    [Fact]
    public async Task RunAsync_BatchThatFails_FailsItsRequestsAndNoOthers()
    {
        using var batcher = new Batcher<int, int>(
            (rows, _) => rows.Contains(13) ? throw new InvalidOperationException("broken") : [.. rows],
            Options with
            {
                Limits = Options.Limits with { MaxRows = 1 },
            },
            _slots,
            TimeProvider.System
        );

        Task failing = batcher.RunAsync([13, 1, 2], Cost, Token),
            fine = batcher.RunAsync([4, 5], Cost, Token);

        (await Should.ThrowAsync<InvalidOperationException>(() => failing)).Message.ShouldBe("broken");
        await fine;
        (await batcher.RunAsync([6], Cost, Token)).Results.ShouldBe([6]);
        batcher.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_RowThatIsDoneBeforeItsBatch_IsAnsweredThen()
    {
        using Gate gate = new(),
            second = new();
        using var batcher = new Batcher<int, int>(
            (rows, finished, token) =>
            {
                gate.Run(rows, token);
                if (rows.Count == 1)
                {
                    return rows;
                }

                finished(1, 30);
                finished(1, 31);
                return second.Run([20, 32], token);
            },
            Options,
            _slots,
            TimeProvider.System
        );

        // Two requests that wait behind a third, so that they run together.
        Task first = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        Task<BatchedResults<int>> late = batcher.RunAsync([2], Cost, Token),
            early = batcher.RunAsync([3], Cost, Token);
        gate.Open();
        await first;

        (await early).Results.ShouldBe([30], "what it was told first counts");
        late.IsCompleted.ShouldBeFalse();
        second.Open();
        (await late).Results.ShouldBe([20]);
    }

    [Fact]
    public async Task RunAsync_BatchThatFailsAfterARowWasDone_RunsTheOthersAgain()
    {
        using var gate = new Gate();
        using var batcher = new Batcher<int, int>(
            (rows, finished, token) =>
            {
                gate.Run(rows, token);
                finished(0, 10);
                return rows.Count == 1 ? rows : throw new InvalidOperationException("broken");
            },
            Options,
            _slots,
            TimeProvider.System
        );
        Task first = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        var done = batcher.RunAsync([2], Cost, Token);
        var other = batcher.RunAsync([3], Cost, Token);
        gate.Open();
        await first;

        (await done).Results.ShouldBe([10]);
        (await other).Results.ShouldBe([10], "alone it does not fail");
    }

    [Fact]
    public async Task RunAsync_RestOfABatchGivenUpAfterARowWasDone_StopsTheRun()
    {
        using Gate gate = new(),
            second = new();
        using var batcher = new Batcher<int, int>(
            (rows, finished, token) =>
            {
                gate.Run(rows, token);
                finished(0, rows[0]);
                return rows.Count == 1 ? rows : second.Run(rows, token);
            },
            Options,
            _slots,
            TimeProvider.System
        );
        using var cancelled = new CancellationTokenSource();
        Task first = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        Task done = batcher.RunAsync([2], Cost, Token),
            leaving = batcher.RunAsync([3], Cost, cancelled.Token);
        gate.Open();
        await Task.WhenAll(first, done);
        await second.Entered();

        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        (await second.Stopped()).ShouldBeTrue("nobody waits for it");
    }

    [Fact]
    public async Task RunAsync_FewerResultsThanRows_FailsInsteadOfLosingARow()
    {
        using var batcher = new Batcher<int, int>((rows, _) => [.. rows.Skip(1)], Options, _slots, TimeProvider.System);
        (await Should.ThrowAsync<InvalidOperationException>(() => batcher.RunAsync([1, 2], Cost, Token))).Message.ShouldContain(
            "returned 1 results for 2 rows"
        );
    }

    [Fact]
    public async Task RunAsync_SecondRowWhileTheModelIsBusy_IsHeldBackUntilTheBatchEnds()
    {
        // An hour's delay: only the end of the first batch, after which the model is idle, lets the second go.
        using var gate = new Gate();
        using var slots = new RunSlots(2);
        var time = new FrozenTime();
        using var batcher = new Batcher<int, int>(gate.Run, Options with { MaxQueueDelay = TimeSpan.FromHours(1) }, slots, time);
        Task first = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        Task second = batcher.RunAsync([2], Cost, Token),
            third = batcher.RunAsync([3], Cost, Token);
        await time.Timed.WaitAsync(TimeSpan.FromSeconds(30), Token);
        gate.Batches.Count.ShouldBe(1, "a slot is free, but more rows may come");
        gate.OpenOnce();
        await first;
        gate.OpenOnce();
        await Task.WhenAll(second, third);

        gate.Batches.Select(batch => batch.Count).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Dispose_WhileRowsAreHeldBack_LeavesEverySlotFree()
    {
        using var gate = new Gate();
        using var slots = new RunSlots(2);
        var batcher = new Batcher<int, int>(gate.Run, Options with { MaxQueueDelay = TimeSpan.FromHours(1) }, slots, TimeProvider.System);
        Task running = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        Task held = batcher.RunAsync([2], Cost, Token);

        await Task.Run(batcher.Dispose, Token);

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        await Should.ThrowAsync<OperationCanceledException>(() => held);
        await slots.EnterAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        await slots.EnterAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task RunAsync_FullQueue_RefusesAtOnceAndSaysWhenToComeAgain()
    {
        using var gate = new Gate();
        using var batcher = Batcher(gate);
        Task running = batcher.RunAsync([0], Cost, Token);
        await gate.Entered();
        Task waiting = batcher.RunAsync([.. Enumerable.Range(1, 99)], Cost, Token);

        var refused = await Should.ThrowAsync<InferenceException>(() => batcher.RunAsync([100, 101], Cost, Token));

        refused.Error.ShouldBe(InferenceError.Overloaded);
        refused.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        Task last = batcher.RunAsync([100], Cost, Token);
        gate.Open();
        await Task.WhenAll(running, waiting, last);
    }

    [Theory]
    [InlineData(null, 101)]
    [InlineData("a", 51)]
    public async Task RunAsync_RequestLargerThanTheQueue_IsTooLarge(string? caller, int rows)
    {
        using var batcher = new Batcher<int, int>((rows, _) => [.. rows], Options, _slots, TimeProvider.System);
        var refused = await Should.ThrowAsync<InferenceException>(() =>
            batcher.RunAsync([.. Enumerable.Range(0, rows)], Cost, new RequestTerms(caller), Token)
        );
        refused.Error.ShouldBe(InferenceError.InputTooLarge);
        refused.Message.ShouldBe(
            $"The request has {rows} rows (sentences); the queue accepts {rows - 1} from one request (Batching:MaxQueuedRows). Send it in several, or with fewer beams or a smaller maxNewTokens."
        );
        (await batcher.RunAsync([.. Enumerable.Range(0, rows - 1)], Cost, new RequestTerms(caller), Token)).Results.Count.ShouldBe(
            rows - 1
        );
        (await batcher.RunAsync([], Cost, Token)).Results.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_OneCallerFillsItsShareOfTheQueue_AnotherIsNeverRefused()
    {
        using var gate = new Gate();
        using var batcher = Batcher(gate);
        List<Task> taken = [batcher.RunAsync([0], Cost, Token)];
        await gate.Entered();
        InferenceException? refused = null;
        for (var row = 1; refused is null; row++)
        {
            Task request = batcher.RunAsync([row], Cost, new RequestTerms("greedy"), Token);
            refused = request.IsFaulted ? (InferenceException)request.Exception.InnerException! : null; // what a faulted task has
            taken.Add(request);
        }

        refused.Error.ShouldBe(InferenceError.Overloaded);
        refused.Message.ShouldContain("exceed a caller's share");
        taken.RemoveAt(taken.Count - 1);
        batcher.Waiting.ShouldBeInRange(70, 80);
        taken.AddRange(Enumerable.Range(0, 8).Select(small => batcher.RunAsync([-small], Cost, new RequestTerms($"small {small}"), Token)));
        gate.Open();
        await Task.WhenAll(taken);
    }

    [Fact]
    public async Task RunAsync_WorkThatCannotBeDoneInItsTime_IsRefusedAtTheDoor()
    {
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        using var batcher = OneRowAtATime(gate, time);
        Task warm = batcher.RunAsync([.. Enumerable.Range(0, 8)], Cost, Token);
        await PassSecondsAsync(gate, time, 8);

        await warm;
        time.Advance(TimeSpan.FromMilliseconds(10)); // its caller is no longer waited for
        var alone = await Should.ThrowAsync<InferenceException>(() => AskAsync(batcher, "a", 70));
        alone.Error.ShouldBe(InferenceError.InputTooLarge);
        alone.Message.ShouldContain("70 tokens of work (rows × beams × tokens) take about 69 s here, and it has 30 s");
        var first = AskAsync(batcher, "a", 20);
        var late = await Should.ThrowAsync<InferenceException>(() => AskAsync(batcher, "a", 20));
        late.Error.ShouldBe(InferenceError.Overloaded);
        late.RetryAfter.ShouldNotBeNull();
        var second = AskAsync(batcher, "b", 1);
        gate.Open();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task RunAsync_WorkThatCameBeforeTheSpeedWasKnown_IsRefusedWhenItIsKnown()
    {
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        using var batcher = OneRowAtATime(gate, time);
        var hopeless = AskAsync(batcher, "a", 70);
        var possible = AskAsync(batcher, "b", 20);
        await PassSecondsAsync(gate, time, 8);

        var refused = await Should.ThrowAsync<InferenceException>(() => hopeless);
        refused.Error.ShouldBe(InferenceError.InputTooLarge);
        refused.Message.ShouldContain("70 tokens of work (rows × beams × tokens) take about");
        gate.Open();
        await possible;
        batcher.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_DearRowsOfOneCaller_LeaveASlotToAnothersSmallOnes()
    {
        using Gate small = new(),
            dear = new();
        using var slots = new RunSlots(2);
        using var batcher = new Batcher<int, int>(
            (rows, token) => (rows[0] < 0 ? small : dear).Run(rows, token),
            Options,
            slots,
            new FrozenTime()
        );
        Task before = batcher.RunAsync([-1], Cost, new RequestTerms("small"), Token);
        await small.Entered();
        Task[] dears =
        [
            .. Enumerable
                .Range(1, 4)
                .Select(row => batcher.RunAsync([row], _ => new RowCost(1, 8, 2_048), new RequestTerms("dear"), Token)),
        ];
        await dear.Entered();
        small.OpenOnce();
        await before;

        Task after = batcher.RunAsync([-2], Cost, new RequestTerms("small"), Token);
        await small.Entered();
        small.OpenOnce();
        await after;
        dear.Open();
        await Task.WhenAll(dears);
        small.Batches.ShouldBe([
            [-1],
            [-2],
        ]);
    }

    [Fact]
    public async Task RunAsync_LargeRequestsOfTwoModels_LeaveASlotToAThirdsSmallOnes()
    {
        using Gate first = new(),
            second = new(),
            small = new();
        using var slots = new RunSlots(2);
        var time = new FrozenTime();
        using Batcher<int, int> one = new(first.Run, Options, slots, time),
            two = new(second.Run, Options, slots, time),
            three = new(small.Run, Options, slots, time);
        Task before = three.RunAsync([0], Cost, Token);
        await small.Entered();
        Task large = one.RunAsync([.. Enumerable.Range(0, 40)], Cost, Token);
        await first.Entered();
        Task other = two.RunAsync([.. Enumerable.Range(0, 40)], Cost, Token);
        small.OpenOnce();
        await before;
        Task after = three.RunAsync([1], Cost, Token);
        await small.Entered();
        second.Batches.ShouldBeEmpty();
        small.OpenOnce();
        await after;

        // They take turns from here on.
        first.OpenOnce();
        await second.Entered();
        first.Open();
        second.Open();
        await Task.WhenAll(large, other);
    }

    [Fact]
    public async Task Dispose_RowsRunningAndWaiting_GivesThemUpAndReturnsWhenNothingRuns()
    {
        using var gate = new Gate();
        var batcher = Batcher(gate);
        Task running = batcher.RunAsync([1], Cost, Token);
        await gate.Entered();
        Task waiting = batcher.RunAsync([2], Cost, Token);

        await Task.Run(batcher.Dispose, Token);

        (await gate.Stopped()).ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        (await Should.ThrowAsync<InferenceException>(() => batcher.RunAsync([3], Cost, Token))).Error.ShouldBe(
            InferenceError.ModelNotReady
        );
        await _slots.EnterAsync(Token);
    }

    private static RowCost Cost(int row) => new(1);

    private Batcher<int, int> Batcher(Gate gate, BatcherOptions? options = null, TimeProvider? time = null) =>
        new(gate.Run, options ?? Options, _slots, time ?? TimeProvider.System);

    /// <summary>A batcher whose batches have one row.</summary>
    private Batcher<int, int> OneRowAtATime(Gate gate, FakeTimeProvider time) =>
        Batcher(
            gate,
            Options with
            {
                Limits = Options.Limits with { MaxRows = 1 },
                MaxQueueDelay = TimeSpan.Zero,
                MaxQueuedRows = 1_000,
            },
            time
        );

    /// <summary>Lets batches through, each after a second.</summary>
    private static async Task PassSecondsAsync(Gate gate, FakeTimeProvider time, int batches)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            await gate.Entered();
            time.Advance(TimeSpan.FromSeconds(1));
            gate.OpenOnce();
        }
    }

    /// <summary>Asks for rows that must be done in half a minute.</summary>
    private static Task<BatchedResults<int>> AskAsync(Batcher<int, int> batcher, string caller, int rows) =>
        batcher.RunAsync([.. Enumerable.Range(0, rows)], Cost, new RequestTerms(caller, TimeSpan.FromSeconds(30)), Token);
}
