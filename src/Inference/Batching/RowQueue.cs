namespace TransformerService.Inference.Batching;

/// <summary>
/// The waiting rows. Callers share the model by work: the caller that has been served the least is next. A new caller starts level with
/// those that were waiting all the time, whatever it was served before. Rows of large requests are kept separate: they never share a batch
/// with others. Not thread-safe.
/// </summary>
/// <remarks>
/// Fair queueing over tokens, as in Y. Sheng et al., "Fairness in Serving Large Language Models", 2024; new callers start at the virtual
/// time of A. K. Parekh and R. G. Gallager, "A Generalized Processor Sharing Approach to Flow Control in Integrated Services Networks",
/// 1993.
/// </remarks>
internal sealed class RowQueue<TRow, TResult>
{
    private readonly Dictionary<string, CallerRows<TRow, TResult>> _callers = new(StringComparer.Ordinal);

    /// <summary>The work that callers without waiting rows received beyond their share.</summary>
    private readonly Dictionary<string, double> _debts = new(StringComparer.Ordinal);

    /// <summary>The object of a caller that left, reused for the next new caller.</summary>
    private CallerRows<TRow, TResult>? _left;

    private double _served;
    private long _number;
    private int _large;

    /// <summary>The number of waiting rows.</summary>
    public int Count { get; private set; }

    /// <summary>Their expected work.</summary>
    public long Work { get; private set; }

    /// <summary>Whether rows of large requests wait.</summary>
    public bool HasLarge => _large > 0;

    /// <summary>The requests with waiting rows, by caller.</summary>
    public IEnumerable<IReadOnlyCollection<BatchRequest<TRow, TResult>>> Requests => _callers.Values.Select(caller => caller.Requests);

    /// <summary>Adds a request's rows.</summary>
    public void Add(BatchRequest<TRow, TResult> request)
    {
        var name = NameOf(request);
        if (!_callers.TryGetValue(name, out var caller))
        {
            _debts.Remove(name, out var debt);
            caller = _left ?? new CallerRows<TRow, TResult>();
            _left = null;
            caller.Enter(name, Math.Max(_served, debt));
            _callers.Add(name, caller);
        }

        caller.Add(request, ref _number);
        Count += request.Rows.Count;
        Work += request.Work;
        _large += request.IsLarge ? request.Rows.Count : 0;
    }

    /// <summary>Returns the first rows by turn: all of large requests or all of small ones, whichever has the first turn.</summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="withLarge">Whether large requests may have their turn.</param>
    public IReadOnlyList<QueuedRow<TRow, TResult>> FirstOfOneKind(int count, bool withLarge)
    {
        CallerRows<TRow, TResult>? first = null;
        foreach (var caller in _callers.Values)
        {
            if (caller.FirstIsLarge(withLarge) is not null && !(first?.Served <= caller.Served))
            {
                first = caller;
            }
        }

        return first?.FirstIsLarge(withLarge) is { } large ? First(count, large) : [];
    }

    /// <summary>All rows, in no particular order.</summary>
    public IReadOnlyList<QueuedRow<TRow, TResult>> All() =>
        [.. _callers.Values.SelectMany(caller => caller.Rows(large: false).Concat(caller.Rows(large: true)))];

    /// <summary>Removes rows because they run now, and charges their callers with the work.</summary>
    public void Serve(IEnumerable<QueuedRow<TRow, TResult>> rows)
    {
        foreach (var row in rows)
        {
            var caller = _callers[NameOf(row.Request)];
            _served += (double)row.Cost.Work / _callers.Count;
            caller.Serve(row);
            Removed(caller, row);
        }
    }

    /// <summary>Removes a request's waiting rows.</summary>
    /// <returns>The removed rows.</returns>
    public (int Rows, long Work) Remove(BatchRequest<TRow, TResult> request)
    {
        var waiting = request.Waiting;
        if (waiting.Rows > 0 && _callers.TryGetValue(NameOf(request), out var caller))
        {
            foreach (var row in request.Rows.Where(caller.Remove))
            {
                Removed(caller, row);
            }
        }

        return waiting;
    }

    /// <summary>Charges a caller with the work beyond a row's estimate, or refunds the work that it did not take.</summary>
    public void Charge(BatchRequest<TRow, TResult> request, long work)
    {
        var name = NameOf(request);
        if (_callers.TryGetValue(name, out var caller))
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

    /// <summary>Returns the first rows of one kind, with each caller's account as it will stand by then.</summary>
    private List<QueuedRow<TRow, TResult>> First(int count, bool large)
    {
        var rows = new List<QueuedRow<TRow, TResult>>();
        if (_callers.Count == 1)
        {
            rows.AddRange(_callers.Values.Single().Rows(large).Take(count));
            return rows;
        }

        var next = new PriorityQueue<IEnumerator<QueuedRow<TRow, TResult>>, (double Served, long Number)>();
        foreach (var caller in _callers.Values)
        {
            EnqueueNext(caller.Rows(large).GetEnumerator(), caller.Served);
        }

        while (rows.Count < count && next.TryDequeue(out var caller, out var turn))
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

    /// <summary>
    /// Records that a row has left. A caller without rows leaves too; its debt is kept until the others have received as much.
    /// </summary>
    private void Removed(CallerRows<TRow, TResult> caller, QueuedRow<TRow, TResult> row)
    {
        Count--;
        Work -= row.Cost.Work;
        _large -= row.Request.IsLarge ? 1 : 0;
        if (caller.Requests.Count > 0)
        {
            return;
        }

        _callers.Remove(caller.Name);
        _left = caller;
        if (_callers.Count == 0)
        {
            _debts.Clear(); // nobody waited, so nothing was taken from others
            return;
        }

        foreach ((var name, _) in _debts.Where(debt => debt.Value <= _served))
        {
            _debts.Remove(name);
        }

        if (caller.Served > _served)
        {
            _debts[caller.Name] = caller.Served;
        }
    }
}
