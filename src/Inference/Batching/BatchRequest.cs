using System.Diagnostics;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Inference.Batching;

/// <summary>The rows of one request, wherever they are: waiting, running or done.</summary>
internal sealed class BatchRequest<TRow, TResult>
{
    /// <summary>Rows of the largest request that counts as small: a paragraph's sentences.</summary>
    private const int MostSmallRows = 16;

    /// <summary>Work of the largest request that counts as small: those sentences with their translations, by one beam.</summary>
    private const long MostSmallWork = 1_024;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    public BatchRequest(IReadOnlyList<TRow> rows, Func<TRow, RowCost> cost, TimeSpan submitted, RequestTerms? terms = null)
    {
        (Submitted, Terms) = (submitted, terms ?? RequestTerms.Own);
        Rows = [.. rows.Select((row, index) => new QueuedRow<TRow, TResult>(this, index, row, cost(row)))];
        Work = Rows.Sum(row => row.Cost.Work);
        IsLarge = Rows.Count > MostSmallRows || Work > MostSmallWork || Rows.Any(row => row.Cost.IsDear);
        Results = new TResult[rows.Count];
        _left = rows.Count;
    }

    /// <summary>Its rows.</summary>
    public IReadOnlyList<QueuedRow<TRow, TResult>> Rows { get; }

    /// <summary>On whose account it runs, and how soon.</summary>
    public RequestTerms Terms { get; }

    /// <summary>What all its rows are expected to take.</summary>
    public long Work { get; }

    /// <summary>Whether it is so large that its batches would hold up others: it has batches of its own.</summary>
    public bool IsLarge { get; }

    /// <summary>Its rows that wait, and their work. Under the batcher's lock.</summary>
    public (int Rows, long Work) Waiting { get; set; }

    /// <summary>When it came.</summary>
    public TimeSpan Submitted { get; }

    /// <summary>The span that it came from, if somebody takes its spans.</summary>
    public ActivityContext? Caller { get; } = RequestSpans.Caller;

    /// <summary>The spans of the batches that its rows ran in.</summary>
    public HashSet<ActivityContext>? Batches { get; set; }

    /// <summary>When its first row began to run.</summary>
    public TimeSpan? Started { get; set; }

    /// <summary>Each row's result, once <see cref="Completion"/> is done.</summary>
    public TResult[] Results { get; }

    /// <summary>Done when every row is, or the request failed or was given up.</summary>
    public Task Completion => _done.Task;

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsOver => _done.Task.IsCompleted;

    /// <summary>Notes a row's result.</summary>
    public void Complete(int row, TResult result)
    {
        Results[row] = result;
        if (--_left == 0)
        {
            _done.TrySetResult();
        }
    }

    /// <summary>Records where its time went, as spans of its caller.</summary>
    /// <param name="end">When it was over, by the wall clock.</param>
    /// <param name="now">The same moment by the batcher's clock.</param>
    public void Trace(DateTimeOffset end, TimeSpan now)
    {
        // From the end backwards: the clock may have been set since the batcher began.
        bool failed = !Completion.IsCompletedSuccessfully;
        DateTimeOffset started = end - (now - (Started ?? now));
        RequestSpans.Record("queue", end - (now - Submitted), started, Rows.Count, failed && Started is null, []);
        if (Started is not null)
        {
            RequestSpans.Record("infer", started, end, Rows.Count, failed, Batches ?? []);
        }
    }

    public void Fail(Exception exception) => _done.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => _done.TrySetCanceled(cancellationToken);
}
