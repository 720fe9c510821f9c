namespace TransformerService.Inference.Batching;

/// <summary>
/// The rows that wait, by turn. A request's first row has its turn when it comes, and each further one a little later, so that a request
/// of a thousand rows lets others in between; since turns are times, a row that waits comes first in the end. Not thread-safe.
/// </summary>
internal sealed class RowQueue<TRow, TResult>
{
    private readonly SortedSet<QueuedRow<TRow, TResult>> _rows = new(Comparer<QueuedRow<TRow, TResult>>.Create(
        (a, b) => a.Turn != b.Turn ? a.Turn.CompareTo(b.Turn) : a.Number.CompareTo(b.Number)));

    private long _number;

    public int Count => _rows.Count;

    /// <summary>Adds a request's rows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="spacing">How much later than the one before it each row has its turn.</param>
    public void Add(BatchRequest<TRow, TResult> request, TimeSpan spacing)
    {
        foreach (QueuedRow<TRow, TResult> row in request.Rows)
        {
            row.Turn = request.Submitted + (row.Index * spacing);
            row.Number = _number++;
            _rows.Add(row);
        }
    }

    /// <summary>The first rows in the order of their turns.</summary>
    public IReadOnlyList<QueuedRow<TRow, TResult>> First(int count) => [.. _rows.Take(count)];

    public void Remove(IEnumerable<QueuedRow<TRow, TResult>> rows)
    {
        foreach (QueuedRow<TRow, TResult> row in rows)
        {
            _rows.Remove(row);
        }
    }

    /// <summary>Takes away what a request still has waiting.</summary>
    public void Remove(BatchRequest<TRow, TResult> request) => Remove(request.Rows);
}
