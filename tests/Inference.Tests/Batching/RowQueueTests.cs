using CsCheck;
using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class RowQueueTests
{
    private readonly RowQueue<string, int> _queue = new();

    [Fact]
    public void FirstOfOneKind_SmallRequestAfterALargeOneOfTheSameCaller_IsNext()
    {
        Add("large", rows: 1_000, caller: "a");
        Serve(25, withLarge: true).ShouldAllBe(row => row == "large");
        Add("small", rows: 1, caller: "a");
        string[] order = [.. Enumerable.Range(0, 3).SelectMany(_ => Serve(1, withLarge: true))];
        order.ShouldContain("small");
    }

    [Fact]
    public void FirstOfOneKind_LargeRequestsOfOneCaller_AreDoneOneAfterTheOtherAndNoneIsOvertakenForEver()
    {
        Add("first", rows: 100, caller: "a");
        Add("second", rows: 100, caller: "a");
        Serve(100, withLarge: true).ShouldAllBe(row => row == "first");
        Add("smaller", rows: 20, caller: "a");
        Serve(20, withLarge: true).ShouldAllBe(row => row == "smaller");
        List<string> order = [];
        for (var later = 0; later < 100; later++)
        {
            Add("later", rows: 20, caller: "a");
            order.AddRange(Serve(20, withLarge: true));
        }

        order.Count(row => row == "second").ShouldBe(100);
    }

    [Fact]
    public void FirstOfOneKind_RowsOfOneTurn_AreInTheOrderOfArrival()
    {
        Add("a", 1);
        Add("b", 1);
        Serve(5).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void FirstOfOneKind_LargeMustWait_GivesSmallRowsAlone()
    {
        Add("large", rows: 100, caller: "a");
        _queue.FirstOfOneKind(10, withLarge: false).ShouldBeEmpty();
        Add("small", rows: 2, caller: "b");
        Serve(10, withLarge: false).ShouldBe(["small", "small"]);
        _queue.HasLarge.ShouldBeTrue();
    }

    [Fact]
    public void Serve_CallerWhoComesLate_BeginsWhereTheOthersAre()
    {
        Add("early", rows: 10, caller: "a", copies: 100);
        Serve(500);
        Add("late", rows: 10, caller: "b", copies: 100);

        // Neither is the late one behind for ever, nor does it catch up on what it never waited for.
        Serve(400).Count(row => row == "late").ShouldBeInRange(184, 216);
    }

    [Fact]
    public void Serve_StreamOfNewCallers_DoesNotStarveOneWhoWaits()
    {
        Add("waits", rows: 10, caller: "old");
        List<string> order = [];
        for (var newcomer = 0; newcomer < 200; newcomer++)
        {
            Add("new", rows: 4, caller: $"new {newcomer}");
            order.AddRange(Serve(4));
        }

        order.Count(row => row == "waits").ShouldBe(10);
    }

    [Fact]
    public void Charge_RowsTookMoreThanExpected_TheirCallerWaitsForTheOthersToCatchUp()
    {
        var dear = Add("dear", rows: 10, caller: "a", copies: 20);
        Add("cheap", rows: 10, caller: "b", copies: 20);
        Serve(20);
        _queue.Charge(dear, 60);
        Serve(60).ShouldAllBe(row => row == "cheap");
        Serve(40).Count(row => row == "dear").ShouldBeInRange(18, 22);
    }

    [Fact]
    public void Charge_NobodyElseWaited_IsForgotten()
    {
        var dear = Add("dear", rows: 10, caller: "a");
        Serve(10);
        _queue.Charge(dear, 1_000_000);
        Add("again", rows: 10, caller: "a", copies: 10);
        Add("other", rows: 10, caller: "b", copies: 10);
        Serve(40).Count(row => row == "again").ShouldBeInRange(18, 22);
    }

    [Fact]
    public void Serve_CallersThatAlwaysWait_GetEqualWorkWhateverTheirRowsAre() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 32], Gen.Int)
            .Sample(
                (callers, batch, seed) =>
                {
                    var queue = new RowQueue<string, int>();
                    var random = new Random(seed);
                    var served = new long[callers];
                    for (var caller = 0; caller < callers; caller++)
                    {
                        for (var request = 0; request < 40; request++)
                        {
                            var work = random.Next(1, 20 * (caller + 1));
                            queue.Add(Request($"{caller}", random.Next(1, 16), $"{caller}", work));
                        }
                    }

                    while (served.Max() < 2_000)
                    {
                        IReadOnlyList<QueuedRow<string, int>> rows = [.. queue.FirstOfOneKind(batch, withLarge: true)];
                        foreach (var row in rows)
                        {
                            served[int.Parse(row.Value, System.Globalization.CultureInfo.InvariantCulture)] += row.Cost.Work;
                        }

                        queue.Serve(rows);
                        if (
                            Enumerable
                                .Range(0, callers)
                                .Any(caller => !queue.Requests.Any(requests => requests.First().Terms.Caller == $"{caller}"))
                        )
                        {
                            return; // one has nothing more: the others share what it leaves
                        }
                    }

                    // A batch of one kind may hold a caller's rows alone: it is behind by no more than that.
                    (served.Max() - served.Min()).ShouldBeLessThanOrEqualTo(20L * callers * (batch + 1));
                }
            );

    [Fact]
    public void Remove_Request_LeavesTheOthers()
    {
        Add("a", 3);
        var gone = Add("b", 3, work: 5);
        _queue.Remove(gone).ShouldBe((3, 15));
        _queue.Remove(gone).ShouldBe((0, 0));
        _queue.Count.ShouldBe(3);
        _queue.Work.ShouldBe(3);
        _queue.All().ShouldAllBe(row => row.Value == "a");
    }

    [Fact]
    public void Count_AnyOrderOfArrivalsAndDepartures_IsThatOfTheRowsThatWait() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 40], Gen.Int[0, 2])
            .Array[1, 60]
            .Sample(steps =>
            {
                var queue = new RowQueue<string, int>();
                List<BatchRequest<string, int>> requests = [];
                foreach ((var caller, var rows, var what) in steps)
                {
                    switch (what)
                    {
                        case 0 when requests.Count > 0:
                            queue.Remove(requests[rows % requests.Count]);
                            break;
                        case 1:
                            queue.Serve([.. queue.FirstOfOneKind(rows, withLarge: true)]);
                            break;
                        default:
                            requests.Add(Request("row", rows, $"{caller}", rows));
                            queue.Add(requests[^1]);
                            break;
                    }

                    queue.Count.ShouldBe(requests.Sum(request => request.Waiting.Rows));
                    queue.Work.ShouldBe(requests.Sum(request => request.Waiting.Work));
                    queue.All().Count.ShouldBe(queue.Count);
                }
            });

    private static BatchRequest<string, int> Request(string name, int rows, string caller, int work = 1) =>
        new([.. Enumerable.Repeat(name, rows)], _ => new RowCost(1) { Work = work }, TimeSpan.Zero, new RequestTerms(caller));

    private BatchRequest<string, int> Add(string name, int rows, string caller = "a", int copies = 1, int work = 1)
    {
        var request = Request(name, rows, caller, work);
        _queue.Add(request);
        for (var copy = 1; copy < copies; copy++)
        {
            _queue.Add(Request(name, rows, caller, work));
        }

        return request;
    }

    private string[] Serve(int count, bool withLarge = false)
    {
        QueuedRow<string, int>[] rows = [.. _queue.FirstOfOneKind(count, withLarge)];
        _queue.Serve(rows);
        return [.. rows.Select(row => row.Value)];
    }
}
