namespace TransformerService.Inference.Batching;

/// <summary>
/// Decides which rows run together, and when. Pure and without a clock: queue in, decision out. The first row of the queue always runs, so
/// age wins and nobody starves. Rows of similar length join it, so that little is padded. Rows that do not fit are skipped and block
/// nobody.
/// </summary>
internal static class BatchPolicy
{
    /// <summary>Fewer rows are not split: a batch of them costs little more than one row.</summary>
    private const int LeastShare = 4;

    /// <summary>From this number on, a row of a larger batch costs hardly less.</summary>
    private const int LeastShareOfLarge = 16;

    /// <summary>Chooses the batch of the row whose turn it is.</summary>
    /// <param name="queue">The cost of each waiting row, in the order of their turns; at least one.</param>
    /// <param name="limits">How large a batch may be.</param>
    public static BatchChoice Choose(IReadOnlyList<RowCost> queue, BatchLimits limits)
    {
        // 1. The other rows by similarity in length to the first; equal ones by turn.
        var seed = queue[0].Length;
        int[] byLikeness = [.. Enumerable.Range(1, queue.Count - 1).OrderBy(row => Math.Abs(queue[row].Length - seed))];

        // 2. As many rows as fit.
        List<int> chosen = [0];
        var taken = new Extent(seed, queue[0].Width, queue[0].DecoderTokens, queue[0].Work, queue[0].Positions, 1);
        var leftOut = false;
        foreach (var row in limits.EqualLengths ? byLikeness.TakeWhile(row => queue[row].Length == seed) : byLikeness)
        {
            var with = taken.With(queue[row]);
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

    /// <summary>Returns how long a batch that could run is held back for more rows to join it; zero to run it now.</summary>
    /// <param name="isFull">Whether no more would fit.</param>
    /// <param name="isIdle">Whether nothing of this model runs: then waiting would only lose time.</param>
    /// <param name="oldestAge">How long the oldest row has waited.</param>
    /// <param name="maxDelay">How long it may wait at most.</param>
    public static TimeSpan Wait(bool isFull, bool isIdle, TimeSpan oldestAge, TimeSpan maxDelay) =>
        isFull || isIdle || oldestAge >= maxDelay ? TimeSpan.Zero : maxDelay - oldestAge;

    /// <summary>
    /// Returns the maximum number of rows of a batch, so that the slots share the work evenly. Without it, thirty callers that wait for
    /// their answers would stay one large batch and one small one indefinitely: callers that run together come back together, and while the
    /// large batch runs alone, a core idles.
    /// </summary>
    /// <param name="waiting">The number of waiting rows.</param>
    /// <param name="running">The rows that run in this model's other slots: their callers come back soon, or they make room soon.</param>
    /// <param name="slots">The slots that this model has or can get now, including the slot of this batch.</param>
    public static int Share(int waiting, int running, int slots) => Math.Max(LeastShare, (waiting + running + slots - 1) / slots);

    /// <summary>
    /// Returns the maximum number of rows of a batch of large requests: half of a slot's share of what waits, so that the slots end
    /// together (guided self-scheduling, Polychronopoulos and Kuck 1987). With whole shares one slot gets the short rows and another one
    /// the long ones; every request has rows in both, and the first slot is idle until the second one ends.
    /// </summary>
    /// <param name="waiting">The number of waiting rows.</param>
    /// <param name="slots">The slots that this model has or can get now, including the slot of this batch.</param>
    public static int ShareOfLarge(int waiting, int slots) => Math.Max(LeastShareOfLarge, (waiting + (2 * slots) - 1) / (2 * slots));

    /// <summary>The combined size of rows.</summary>
    private readonly record struct Extent(int Longest, int Width, long CostliestDecoder, long Work, int Positions, int Rows)
    {
        public Extent With(RowCost row) =>
            new(
                Math.Max(Longest, row.Length),
                Width + row.Width,
                Math.Max(CostliestDecoder, row.DecoderTokens),
                Work + row.Work,
                Math.Max(Positions, row.Positions),
                Rows + 1
            );

        public bool Fits(BatchLimits limits) =>
            Rows <= limits.MaxRows
            && (long)Longest * Width <= limits.MaxTokens
            && CostliestDecoder * Rows <= limits.MaxDecoderTokens
            && Work <= limits.MaxWork
            && limits.Memory?.Fits(Longest, Width, CostliestDecoder * Rows, Rows, Positions) != false;
    }
}

/// <summary>Rows that are to run together.</summary>
/// <param name="Rows">Their indices in the list that they were chosen from.</param>
/// <param name="IsFull">Whether a row was left out for lack of room, or no further one would fit.</param>
internal readonly record struct BatchChoice(IReadOnlyList<int> Rows, bool IsFull);
