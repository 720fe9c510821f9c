namespace TransformerService.Inference.Batching;

/// <summary>
/// One caller's rows that wait, by turn. A request's rows have their turn where the request would be done if all of the caller's requests proceeded side by side, in
/// equal parts: a small one does not wait for a large one, of two large ones the first is done first, and none is done later than side by side. Not thread-safe.
/// </summary>
/// <remarks>The order is that of E. J. Friedman and S. G. Henderson, "Fairness and Efficiency in Web Server Protocols", 2003.</remarks>
/// <param name="name">The caller.</param>
/// <param name="served">The work that it counts as having been served.</param>
internal sealed class CallerRows<TRow, TResult>(string name, double served)
{
    private static readonly Comparer<QueuedRow<TRow, TResult>> ByTurn = Comparer<QueuedRow<TRow, TResult>>.Create(
        (a, b) => a.Turn != b.Turn ? a.Turn.CompareTo(b.Turn) : a.Number.CompareTo(b.Number));

    private readonly SortedSet<QueuedRow<TRow, TResult>> _small = new(ByTurn);
    private readonly SortedSet<QueuedRow<TRow, TResult>> _large = new(ByTurn);
    private readonly HashSet<BatchRequest<TRow, TResult>> _requests = [];

    /// <summary>The work that each request has got which was there all the time.</summary>
    private double _turn;

    /// <summary>The caller.</summary>
    public string Name => name;

    /// <summary>The work that it counts as having been served: the caller with the least is next.</summary>
    public double Served { get; private set; } = served;

    /// <summary>Its requests that have rows waiting.</summary>
    public IReadOnlyCollection<BatchRequest<TRow, TResult>> Requests => _requests;

    /// <summary>Its rows of large requests, or of small ones, by turn.</summary>
    public SortedSet<QueuedRow<TRow, TResult>> Rows(bool large) => large ? _large : _small;

    /// <summary>Whether the first turn, of those that may have it, is a large request's; <see langword="null"/> where there is none.</summary>
    public bool? FirstIsLarge(bool withLarge) =>
        (_small.Min, withLarge ? _large.Min : null) switch
        {
            (null, null) => null,
            (_, null) => false,
            (null, _) => true,
            var (small, large) => ByTurn.Compare(large, small) < 0,
        };

    /// <summary>Adds a request's rows.</summary>
    public void Add(BatchRequest<TRow, TResult> request, ref long number)
    {
        double turn = _turn + request.Work;
        foreach (QueuedRow<TRow, TResult> row in request.Rows)
        {
            (row.Turn, row.Number) = (turn, number++);
            Rows(request.IsLarge).Add(row);
        }

        request.Waiting = (request.Rows.Count, request.Work);
        _requests.Add(request);
    }

    /// <summary>Takes a row away, if it is there.</summary>
    public bool Remove(QueuedRow<TRow, TResult> row)
    {
        BatchRequest<TRow, TResult> request = row.Request;
        if (!Rows(request.IsLarge).Remove(row))
        {
            return false;
        }

        request.Waiting = (request.Waiting.Rows - 1, request.Waiting.Work - row.Cost.Work);
        if (request.Waiting.Rows == 0)
        {
            _requests.Remove(request);
        }

        return true;
    }

    /// <summary>Takes a row away because it runs now, and charges its work.</summary>
    public void Serve(QueuedRow<TRow, TResult> row)
    {
        _turn += (double)row.Cost.Work / _requests.Count;
        Charge(row.Cost.Work);
        Remove(row);
    }

    /// <summary>Counts work as served, or as not served after all.</summary>
    public void Charge(double work) => Served += work;
}
