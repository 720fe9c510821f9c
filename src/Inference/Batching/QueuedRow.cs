namespace TransformerService.Inference.Batching;

/// <summary>A row that waits or runs.</summary>
internal sealed class QueuedRow<TRow, TResult>(BatchRequest<TRow, TResult> request, int index, TRow value, RowCost cost)
{
    /// <summary>Whose it is.</summary>
    public BatchRequest<TRow, TResult> Request => request;

    /// <summary>Which of the request's.</summary>
    public int Index => index;

    /// <summary>What the model reads.</summary>
    public TRow Value => value;

    /// <summary>What it takes of a batch.</summary>
    public RowCost Cost => cost;

    /// <summary>When its turn is among its caller's rows, in work that each of the caller's requests would have got by then; set when it is queued.</summary>
    public double Turn { get; set; }

    /// <summary>Tells rows of the same turn apart, the earlier first; set when it is queued.</summary>
    public long Number { get; set; }
}
