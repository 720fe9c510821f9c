using System.Diagnostics;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Inference.Batching;

/// <summary>The rows of one request, whether waiting, running or done.</summary>
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
        var queued = new QueuedRow<TRow, TResult>[rows.Count];
        var anyDear = false;
        for (var row = 0; row < queued.Length; row++)
        {
            var takes = cost(rows[row]);
            queued[row] = new QueuedRow<TRow, TResult>(this, row, rows[row], takes);
            Work += takes.Work;
            anyDear |= takes.IsDear;
        }

        (Rows, IsLarge) = (queued, queued.Length > MostSmallRows || Work > MostSmallWork || anyDear);
        Results = new TResult[rows.Count];
        _left = rows.Count;
    }

    /// <summary>Its rows.</summary>
    public IReadOnlyList<QueuedRow<TRow, TResult>> Rows { get; }

    /// <summary>The caller on whose account it runs, and its time limit.</summary>
    public RequestTerms Terms { get; }

    /// <summary>The expected work of all its rows.</summary>
    public long Work { get; }

    /// <summary>Whether it is so large that its batches would delay others; if so, it gets batches of its own.</summary>
    public bool IsLarge { get; }

    /// <summary>Its waiting rows, and their work. Guarded by the batcher's lock.</summary>
    public (int Rows, long Work) Waiting { get; set; }

    /// <summary>When it arrived.</summary>
    public TimeSpan Submitted { get; }

    /// <summary>Its caller's span, if somebody listens to its spans.</summary>
    public ActivityContext? Caller { get; } = TransformerTelemetry.Caller;

    /// <summary>The spans of the batches that its rows ran in.</summary>
    public HashSet<ActivityContext>? Batches { get; set; }

    /// <summary>When its first row began to run.</summary>
    public TimeSpan? Started { get; set; }

    /// <summary>Each row's result, once <see cref="Completion"/> is done.</summary>
    public TResult[] Results { get; }

    /// <summary>Completes when every row is done, or the request failed or was cancelled.</summary>
    public Task Completion => _done.Task;

    /// <summary>Whether nobody waits for it any longer.</summary>
    public bool IsOver => _done.Task.IsCompleted;

    /// <summary>Records a row's result.</summary>
    public void Complete(int row, TResult result)
    {
        Results[row] = result;
        if (--_left == 0)
        {
            _done.TrySetResult();
        }
    }

    /// <summary>Records where its time went, as spans of its caller.</summary>
    /// <param name="end">When it ended, by the wall clock.</param>
    /// <param name="now">The same moment by the batcher's clock.</param>
    public void Trace(DateTimeOffset end, TimeSpan now)
    {
        // Computed backwards from the end: the wall clock may have been set since the batcher began.
        var failed = !Completion.IsCompletedSuccessfully;
        var started = end - (now - (Started ?? now));
        RequestSpans.Record("queue", end - (now - Submitted), started, Rows.Count, failed && Started is null, []);
        if (Started is not null)
        {
            RequestSpans.Record("infer", started, end, Rows.Count, failed, Batches ?? []);
        }
    }

    public void Fail(Exception exception) => _done.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => _done.TrySetCanceled(cancellationToken);
}
