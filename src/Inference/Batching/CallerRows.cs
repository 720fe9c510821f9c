namespace TransformerService.Inference.Batching;

/// <summary>
/// One caller's waiting rows, by turn. A request's turn is the time at which it would be done if all of the caller's requests proceeded
/// side by side, in equal parts. So a small request does not wait for a large one, the first of two large ones is done first, and none is
/// done later than side by side. Not thread-safe.
/// </summary>
/// <remarks>The order is that of E. J. Friedman and S. G. Henderson, "Fairness and Efficiency in Web Server Protocols", 2003.</remarks>
internal sealed class CallerRows<TRow, TResult>
{
    private static readonly Comparer<QueuedRow<TRow, TResult>> ByTurn = Comparer<QueuedRow<TRow, TResult>>.Create(
        (a, b) => a.Turn != b.Turn ? a.Turn.CompareTo(b.Turn) : a.Number.CompareTo(b.Number)
    );

    private readonly SortedSet<QueuedRow<TRow, TResult>> _small = new(ByTurn);
    private readonly SortedSet<QueuedRow<TRow, TResult>> _large = new(ByTurn);
    private readonly HashSet<BatchRequest<TRow, TResult>> _requests = [];

    /// <summary>The work that a request which was present all the time has received.</summary>
    private double _turn;

    /// <summary>The caller.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The work credited to it as served: the caller with the least is next.</summary>
    public double Served { get; private set; }

    /// <summary>Its requests with waiting rows.</summary>
    public IReadOnlyCollection<BatchRequest<TRow, TResult>> Requests => _requests;

    /// <summary>Its rows of large requests, or of small ones, by turn.</summary>
    public SortedSet<QueuedRow<TRow, TResult>> Rows(bool large) => large ? _large : _small;

    /// <summary>Whether the first eligible turn is a large request's; <see langword="null"/> if there is none.</summary>
    public bool? FirstIsLarge(bool withLarge) =>
        (_small.Min, withLarge ? _large.Min : null) switch
        {
            (null, null) => null,
            (_, null) => false,
            (null, _) => true,
            var (small, large) => ByTurn.Compare(large, small) < 0,
        };

    /// <summary>Starts to hold a caller's rows; the rows of the caller before must have left.</summary>
    /// <param name="name">The caller.</param>
    /// <param name="served">The work credited to it as served.</param>
    public void Enter(string name, double served) => (Name, Served, _turn) = (name, served, 0);

    /// <summary>Adds a request's rows.</summary>
    public void Add(BatchRequest<TRow, TResult> request, ref long number)
    {
        var turn = _turn + request.Work;
        foreach (var row in request.Rows)
        {
            (row.Turn, row.Number) = (turn, number++);
            Rows(request.IsLarge).Add(row);
        }

        request.Waiting = (request.Rows.Count, request.Work);
        _requests.Add(request);
    }

    /// <summary>Removes a row, if it exists.</summary>
    public bool Remove(QueuedRow<TRow, TResult> row)
    {
        var request = row.Request;
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

    /// <summary>Removes a row because it runs now, and charges its work.</summary>
    public void Serve(QueuedRow<TRow, TResult> row)
    {
        _turn += (double)row.Cost.Work / _requests.Count;
        Charge(row.Cost.Work);
        Remove(row);
    }

    /// <summary>Adds to the served work; a negative amount takes it back.</summary>
    public void Charge(double work) => Served += work;
}
