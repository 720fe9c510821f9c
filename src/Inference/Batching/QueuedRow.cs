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

/// <summary>What a row takes of a batch, and of the model.</summary>
/// <param name="Length">Tokens that the model reads.</param>
/// <param name="Width">Rows of the model that it becomes: the beams of a translation, otherwise 1.</param>
/// <param name="DecoderTokens">Tokens that a decoder may have to remember for it, over all its beams; 0 without a decoder.</param>
internal readonly record struct RowCost(int Length, int Width = 1, long DecoderTokens = 0)
{
    private readonly long? _work;

    /// <summary>
    /// Beams × tokens, read and written, that it is expected to take; at least 1. Unless set, what it takes at most. It is what a request is charged with.
    /// </summary>
    public long Work
    {
        get => _work ?? Math.Max(1, ((long)Length * Width) + DecoderTokens);
        init => _work = value;
    }

    /// <summary>Whether it may take far longer than a row by the model's own settings, so that no small request should wait for it.</summary>
    public bool IsDear { get; init; }
}
