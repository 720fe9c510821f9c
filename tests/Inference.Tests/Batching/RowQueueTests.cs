using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class RowQueueTests
{
    [Fact]
    public void First_LargeRequestBeforeASmallOne_HasTheSmallOneBetween()
    {
        var queue = new RowQueue<string, int>();
        Add(queue, "large", rows: 1_000, milliseconds: 0);
        Add(queue, "small", rows: 1, milliseconds: 25);

        string[] order = [.. queue.First(10).Select(row => row.Value)];

        Array.IndexOf(order, "small").ShouldBe(3, "the large one's rows have their turns at 0, 10 and 20 ms");
    }

    [Fact]
    public void First_RowThatWaits_ComesBeforeAllThatComeLater()
    {
        var queue = new RowQueue<string, int>();
        Add(queue, "large", rows: 100, milliseconds: 0);
        for (int later = 0; later < 200; later++)
        {
            Add(queue, $"later {later}", rows: 1, milliseconds: 1_000 + later);
        }

        queue.First(100).ShouldAllBe(row => row.Value == "large", "its last turn is at 990 ms");
    }

    [Fact]
    public void First_SameTurn_IsInTheOrderOfArrival()
    {
        var queue = new RowQueue<string, int>();
        Add(queue, "a", 1, 5);
        Add(queue, "b", 1, 5);
        queue.First(5).Select(row => row.Value).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Remove_Request_LeavesTheOthers()
    {
        var queue = new RowQueue<string, int>();
        Add(queue, "a", 3, 0);
        BatchRequest<string, int> gone = Add(queue, "b", 3, 1);
        queue.Remove(gone);
        queue.Count.ShouldBe(3);
        queue.First(9).ShouldAllBe(row => row.Value == "a");
    }

    private static BatchRequest<string, int> Add(RowQueue<string, int> queue, string name, int rows, int milliseconds)
    {
        string[] values = [.. Enumerable.Repeat(name, rows)];
        var request = new BatchRequest<string, int>(values, _ => new RowCost(1), TimeSpan.FromMilliseconds(milliseconds));
        queue.Add(request, TimeSpan.FromMilliseconds(10));
        return request;
    }
}
