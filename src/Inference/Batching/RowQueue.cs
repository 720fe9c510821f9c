namespace TransformerService.Inference.Batching;

/// <summary>
/// The rows that wait. Callers share the model by work: the one who has been served the least is next, and one who comes begins where those stand who were there all
/// the time, whatever it was served before. Rows of large requests are kept apart: they never share a batch with others. Not thread-safe.
/// </summary>
/// <remarks>
/// Fair queueing over tokens, as in Y. Sheng et al., "Fairness in Serving Large Language Models", 2024; the time that callers who come begin at is that of
/// A. K. Parekh and R. G. Gallager, "A Generalized Processor Sharing Approach to Flow Control in Integrated Services Networks", 1993.
/// </remarks>
internal sealed class RowQueue<TRow, TResult>
{
    private readonly Dictionary<string, CallerRows<TRow, TResult>> _callers = new(StringComparer.Ordinal);

    /// <summary>What callers without waiting rows were served beyond their share.</summary>
    private readonly Dictionary<string, double> _debts = new(StringComparer.Ordinal);

    private double _served;
    private long _number;

    /// <summary>Rows that wait.</summary>
    public int Count { get; private set; }

    /// <summary>What they are expected to take.</summary>
    public long Work { get; private set; }

    /// <summary>Whether rows of large requests wait.</summary>
    public bool HasLarge => _callers.Values.Any(caller => caller.Rows(large: true).Count > 0);

    /// <summary>The requests that have rows waiting, by caller.</summary>
    public IEnumerable<IReadOnlyCollection<BatchRequest<TRow, TResult>>> Requests => _callers.Values.Select(caller => caller.Requests);

    /// <summary>Adds a request's rows.</summary>
    public void Add(BatchRequest<TRow, TResult> request)
    {
        string name = NameOf(request);
        if (!_callers.TryGetValue(name, out CallerRows<TRow, TResult>? caller))
        {
            _debts.Remove(name, out double debt);
            _callers.Add(name, caller = new CallerRows<TRow, TResult>(name, Math.Max(_served, debt)));
        }

        caller.Add(request, ref _number);
        Count += request.Rows.Count;
        Work += request.Work;
    }

    /// <summary>The first rows by turn, all of large requests or all of others, whichever has the first turn.</summary>
    /// <param name="count">How many.</param>
    /// <param name="withLarge">Whether large requests may have their turn.</param>
    public IReadOnlyList<QueuedRow<TRow, TResult>> FirstOfOneKind(int count, bool withLarge)
    {
        CallerRows<TRow, TResult>? first = null;
        foreach (CallerRows<TRow, TResult> caller in _callers.Values)
        {
            if (caller.FirstIsLarge(withLarge) is not null && !(first?.Served <= caller.Served))
            {
                first = caller;
            }
        }

        return first?.FirstIsLarge(withLarge) is { } large ? First(count, large) : [];
    }

    /// <summary>All rows, in no order.</summary>
    public IReadOnlyList<QueuedRow<TRow, TResult>> All() => [.. _callers.Values.SelectMany(caller => caller.Rows(large: false).Concat(caller.Rows(large: true)))];

    /// <summary>Takes rows away because they run now: their callers are charged with their work.</summary>
    public void Serve(IEnumerable<QueuedRow<TRow, TResult>> rows)
    {
        foreach (QueuedRow<TRow, TResult> row in rows)
        {
            CallerRows<TRow, TResult> caller = _callers[NameOf(row.Request)];
            _served += (double)row.Cost.Work / _callers.Count;
            caller.Serve(row);
            Removed(caller, row);
        }
    }

    /// <summary>Takes away what a request still has waiting.</summary>
    /// <returns>What that was.</returns>
    public (int Rows, long Work) Remove(BatchRequest<TRow, TResult> request)
    {
        (int Rows, long Work) waiting = request.Waiting;
        if (waiting.Rows > 0 && _callers.TryGetValue(NameOf(request), out CallerRows<TRow, TResult>? caller))
        {
            foreach (QueuedRow<TRow, TResult> row in request.Rows.Where(caller.Remove))
            {
                Removed(caller, row);
            }
        }

        return waiting;
    }

    /// <summary>Charges a caller with what a row took beyond its estimate, or gives back what it did not take.</summary>
    public void Charge(BatchRequest<TRow, TResult> request, long work)
    {
        string name = NameOf(request);
        if (_callers.TryGetValue(name, out CallerRows<TRow, TResult>? caller))
        {
            caller.Charge(work);
            _served += (double)work / _callers.Count;
        }
        else if (_callers.Count > 0 && (work > 0 || _debts.ContainsKey(name)))
        {
            _debts[name] = _debts.GetValueOrDefault(name, _served) + work;
        }
    }

    private static string NameOf(BatchRequest<TRow, TResult> request) => request.Terms.Caller ?? "";

    /// <summary>The first rows of one kind, each caller's as its account stands by then.</summary>
    private List<QueuedRow<TRow, TResult>> First(int count, bool large)
    {
        var rows = new List<QueuedRow<TRow, TResult>>();
        if (_callers.Count == 1)
        {
            rows.AddRange(_callers.Values.Single().Rows(large).Take(count));
            return rows;
        }

        var next = new PriorityQueue<IEnumerator<QueuedRow<TRow, TResult>>, (double Served, long Number)>();
        foreach (CallerRows<TRow, TResult> caller in _callers.Values)
        {
            EnqueueNext(caller.Rows(large).GetEnumerator(), caller.Served);
        }

        while (rows.Count < count && next.TryDequeue(out IEnumerator<QueuedRow<TRow, TResult>>? caller, out (double Served, long Number) turn))
        {
            rows.Add(caller.Current);
            EnqueueNext(caller, turn.Served + caller.Current.Cost.Work);
        }

        return rows;

        void EnqueueNext(IEnumerator<QueuedRow<TRow, TResult>> caller, double served)
        {
            if (caller.MoveNext())
            {
                next.Enqueue(caller, (served, caller.Current.Number));
            }
        }
    }

    /// <summary>Notes that a row has left; a caller without any leaves too, and what it owes is kept until the others have got as much.</summary>
    private void Removed(CallerRows<TRow, TResult> caller, QueuedRow<TRow, TResult> row)
    {
        Count--;
        Work -= row.Cost.Work;
        if (caller.Requests.Count > 0)
        {
            return;
        }

        _callers.Remove(caller.Name);
        if (_callers.Count == 0)
        {
            _debts.Clear(); // nobody waited: nothing was taken from others
            return;
        }

        foreach ((string name, _) in _debts.Where(debt => debt.Value <= _served))
        {
            _debts.Remove(name);
        }

        if (caller.Served > _served)
        {
            _debts[caller.Name] = caller.Served;
        }
    }
}
