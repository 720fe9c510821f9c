namespace TransformerService.Inference.Batching;

/// <summary>
/// Which rows run together, and when. Pure and without a clock: queue in, decision out. The first row of the queue always runs, so age wins
/// and nobody starves; what joins it is of like length, so that little is padded; what does not fit is passed over and blocks nobody.
/// </summary>
internal static class BatchPolicy
{
    /// <summary>Fewer rows are not torn apart: a batch of them costs little more than one row.</summary>
    private const int LeastShare = 4;

    /// <summary>The batch of the row whose turn it is.</summary>
    /// <param name="queue">What each waiting row costs, in the order of their turns; at least one.</param>
    /// <param name="limits">How large a batch may be.</param>
    public static BatchChoice Choose(IReadOnlyList<RowCost> queue, BatchLimits limits)
    {
        // 1. The others by likeness to the first, among equals by turn.
        int seed = queue[0].Length;
        int[] byLikeness = [.. Enumerable.Range(1, queue.Count - 1).OrderBy(row => Math.Abs(queue[row].Length - seed))];

        // 2. As many as there is room for.
        List<int> chosen = [0];
        var taken = new Extent(seed, queue[0].Width, queue[0].DecoderTokens, queue[0].Work, 1);
        bool leftOut = false;
        foreach (int row in limits.EqualLengths ? byLikeness.TakeWhile(row => queue[row].Length == seed) : byLikeness)
        {
            Extent with = taken.With(queue[row]);
            if (with.Fits(limits))
            {
                taken = with;
                chosen.Add(row);
            }
            else
            {
                leftOut = true;
            }
        }

        return new BatchChoice(chosen, leftOut || taken.Rows >= limits.MaxRows);
    }

    /// <summary>How long a batch that could go is held back for more rows to join it; zero to let it go.</summary>
    /// <param name="isFull">Whether no more would fit.</param>
    /// <param name="isIdle">Whether nothing of this model runs: then waiting would only lose time.</param>
    /// <param name="oldestAge">How long the row that waits longest has waited.</param>
    /// <param name="maxDelay">How long it may at most.</param>
    public static TimeSpan Wait(bool isFull, bool isIdle, TimeSpan oldestAge, TimeSpan maxDelay) =>
        isFull || isIdle || oldestAge >= maxDelay ? TimeSpan.Zero : maxDelay - oldestAge;

    /// <summary>
    /// How many rows a batch takes at most, so that the slots share the work evenly. Without it, thirty callers who wait for their answers would
    /// stay one large batch and one small one for ever: whoever runs together comes back together, and while the large one runs alone, a core idles.
    /// </summary>
    /// <param name="waiting">Rows that wait.</param>
    /// <param name="running">Rows that run in this model's other slots: they come back soon, or make room soon.</param>
    /// <param name="slots">Slots that this model has or can have now, that of this batch among them.</param>
    public static int Share(int waiting, int running, int slots) => Math.Max(LeastShare, (waiting + running + slots - 1) / slots);

    /// <summary>What rows take together.</summary>
    private readonly record struct Extent(int Longest, int Width, long CostliestDecoder, long Work, int Rows)
    {
        public Extent With(RowCost row) =>
            new(Math.Max(Longest, row.Length), Width + row.Width, Math.Max(CostliestDecoder, row.DecoderTokens), Work + row.Work, Rows + 1);

        public bool Fits(BatchLimits limits) =>
            Rows <= limits.MaxRows && (long)Longest * Width <= limits.MaxTokens && CostliestDecoder * Rows <= limits.MaxDecoderTokens
            && Work <= limits.MaxWork
            && limits.Memory?.Fits(Longest, Width, CostliestDecoder * Rows, Rows) != false;
    }
}

/// <summary>Rows that are to run together.</summary>
/// <param name="Rows">Their places in the list that they were chosen from.</param>
/// <param name="IsFull">Whether a row was left out for want of room, or no further one would fit.</param>
internal readonly record struct BatchChoice(IReadOnlyList<int> Rows, bool IsFull);
