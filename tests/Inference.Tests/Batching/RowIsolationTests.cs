using CsCheck;
using Shouldly;
using TransformerService.Inference.Batching;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

/// <summary>Batches that fail, and what their callers get.</summary>
public sealed class RowIsolationTests
{
    private static readonly BatcherOptions Options = new(new BatchLimits(16, 1_000, 1_000), TimeSpan.Zero, MaxQueuedRows: 10_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Split_AnyFaultyRows_FailAloneWithinTheBound() =>
        Gen.Select(Gen.Int[1, 64], Gen.Int[0, 63].HashSet[1, 8])
            .Sample(
                (rows, faults) =>
                {
                    HashSet<int> faulty = [.. faults.Where(place => place < rows)];
                    if (faulty.Count == 0)
                    {
                        return;
                    }

                    int runs = 0,
                        ran = 0;
                    var isolation = new RowIsolation<int>(
                        places =>
                        {
                            runs++;
                            ran += places.Length;
                            return places.FirstOrDefault(faulty.Contains, -1) is var bad and >= 0
                                ? throw new InvalidOperationException($"{bad}")
                                : [.. places.Select(place => place * 2)];
                        },
                        _ => true,
                        Token
                    );

                    isolation.Split([.. Enumerable.Range(0, rows)], new InvalidOperationException($"{faulty.First()}"));

                    isolation.Failures.Keys.Order().ShouldBe(faulty.Order());
                    isolation.Failures.ShouldAllBe(failure => failure.Value.Message == $"{failure.Key}");
                    isolation.Results.Keys.Order().ShouldBe(Enumerable.Range(0, rows).Except(faulty));
                    isolation.Results.ShouldAllBe(result => result.Value == result.Key * 2);
                    var depth = (int)Math.Ceiling(Math.Log2(Math.Max(rows, 2)));
                    runs.ShouldBeLessThanOrEqualTo(2 * depth * faulty.Count);
                    ran.ShouldBeLessThanOrEqualTo(rows * depth);
                }
            );

    [Fact]
    public void Split_RowsThatNobodyWaitsFor_AreNotRun()
    {
        List<int> ran = [];
        var isolation = new RowIsolation<int>(
            places =>
            {
                ran.AddRange(places);
                return places;
            },
            place => place != 1,
            Token
        );

        isolation.Split([0, 1, 2], new InvalidOperationException());

        ran.Order().ShouldBe([0, 2]);
        isolation.Results.Keys.Order().ShouldBe([0, 2]);
        isolation.Failures.ShouldBeEmpty();
    }

    [Fact]
    public void Split_CancelledMeanwhile_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        var isolation = new RowIsolation<int>(
            places =>
            {
                cancelled.Cancel();
                throw new InvalidOperationException();
            },
            _ => true,
            cancelled.Token
        );

        Should.Throw<InvalidOperationException>(() => isolation.Split([0, 1, 2, 3], new InvalidOperationException()));
    }

    [Fact]
    public async Task RunAsync_FaultyRowsAmongOthers_FailTheirOwnRequestsAlone()
    {
        List<bool> noted = [];
        using var slots = new RunSlots(2);
        var failures = new BatchFailures(
            _ => { },
            failure => new InferenceException(InferenceError.Internal, $"named: {failure.Message}", failure),
            (_, isBroken) => noted.Add(isBroken)
        );
        using var batcher = new Batcher<int, int>(
            (rows, _) => rows.Contains(13) ? throw new InvalidOperationException("thirteen") : [.. rows.Select(row => row * 2)],
            Options,
            slots,
            TimeProvider.System,
            failures: failures
        );

        var answers = Enumerable
            .Range(0, 200)
            .Select(call =>
                (Call: call, Task: batcher.RunAsync(call % 10 == 0 ? [call, 13] : [call + 100, call + 300], _ => new RowCost(1), Token))
            )
            .ToArray();

        foreach ((var call, var task) in answers)
        {
            if (call % 10 == 0)
            {
                (await Should.ThrowAsync<InferenceException>(() => task)).Message.ShouldBe("named: thirteen");
            }
            else
            {
                (await task).Results.ShouldBe([(call + 100) * 2, (call + 300) * 2]);
            }
        }

        noted.ShouldNotBeEmpty();
        noted.ShouldAllBe(isBroken => !isBroken);
        batcher.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_ModelThatNoLongerWorks_TellsEveryCallerAndRunsNothingAgain()
    {
        var runs = 0;
        List<(string, bool)> noted = [];
        using var slots = new RunSlots(1);
        var failures = new BatchFailures(
            _ => throw new InvalidOperationException("dead"),
            failure => failure,
            (failure, isBroken) => noted.Add((failure.Message, isBroken))
        );
        using var batcher = new Batcher<int, int>(
            (_, _) =>
            {
                runs++;
                throw new InvalidOperationException("broken");
            },
            Options,
            slots,
            TimeProvider.System,
            failures: failures
        );

        var told = await Should.ThrowAsync<InferenceException>(() => batcher.RunAsync([1, 2, 3], _ => new RowCost(1), Token));

        told.Error.ShouldBe(InferenceError.ModelNotReady);
        runs.ShouldBe(1);
        noted.ShouldBe([("broken", true)]);
    }
}
