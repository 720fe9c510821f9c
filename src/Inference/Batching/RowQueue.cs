namespace TransformerService.Inference.Batching;

/// <summary>
/// The rows that wait, by turn. A request's first row has its turn when it comes, and each further one a little later, so that a request
/// of a thousand rows lets others in between; since turns are times, a row that waits comes first in the end. Rows of large requests are
/// kept apart: they never share a batch with others. Not thread-safe.
/// </summary>
internal sealed class RowQueue<TRow, TResult>
{
    private static readonly Comparer<QueuedRow<TRow, TResult>> ByTurn = Comparer<QueuedRow<TRow, TResult>>.Create(
        (a, b) => a.Turn != b.Turn ? a.Turn.CompareTo(b.Turn) : a.Number.CompareTo(b.Number));

    private readonly SortedSet<QueuedRow<TRow, TResult>> _small = new(ByTurn);
    private readonly SortedSet<QueuedRow<TRow, TResult>> _large = new(ByTurn);
    private long _number;

    public int Count => _small.Count + _large.Count;

    /// <summary>Adds a request's rows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="spacing">How much later than the one before it each row has its turn.</param>
    public void Add(BatchRequest<TRow, TResult> request, TimeSpan spacing)
    {
        foreach (QueuedRow<TRow, TResult> row in request.Rows)
        {
            row.Turn = request.Submitted + (row.Index * spacing);
            row.Number = _number++;
            RowsLike(request).Add(row);
        }
    }

    /// <summary>The first rows in the order of their turns.</summary>
    public IReadOnlyList<QueuedRow<TRow, TResult>> First(int count) => [.. _small.Concat(_large).Order(ByTurn).Take(count)];

    /// <summary>
    /// The first rows in the order of their turns, all of large requests or all of others, whichever has the first turn.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="withLarge">Whether large requests may have their turn.</param>
    public IReadOnlyList<QueuedRow<TRow, TResult>> FirstOfOneKind(int count, bool withLarge)
    {
        bool large = withLarge && _large.Min is { } first && (_small.Min is not { } other || ByTurn.Compare(first, other) < 0);
        return [.. (large ? _large : _small).Take(count)];
    }

    public void Remove(IEnumerable<QueuedRow<TRow, TResult>> rows)
    {
        foreach (QueuedRow<TRow, TResult> row in rows)
        {
            RowsLike(row.Request).Remove(row);
        }
    }

    /// <summary>Takes away what a request still has waiting.</summary>
    public void Remove(BatchRequest<TRow, TResult> request) => Remove(request.Rows);

    private SortedSet<QueuedRow<TRow, TResult>> RowsLike(BatchRequest<TRow, TResult> request) => request.IsLarge ? _large : _small;
}
