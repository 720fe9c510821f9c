using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Decoding;

/// <summary>Decodes a batch: every text has its own search, and all open searches share each step.</summary>
internal static class SequenceGenerator
{
    /// <summary>Runs until every search is done. Finished searches leave the batch at once.</summary>
    /// <param name="model">The encoder-decoder.</param>
    /// <param name="batch">The texts' token ids.</param>
    /// <param name="searches">One for each row of <paramref name="batch"/>.</param>
    /// <param name="finished">Called for each search that is done while others go on.</param>
    /// <param name="cancellationToken">Stops the run within a step.</param>
    /// <param name="shortlists">For each text the pieces that its translation may use; <see langword="null"/> for all.</param>
    public static void Run(
        EncoderDecoder model,
        TokenBatch batch,
        IReadOnlyList<ISearch> searches,
        Action<ISearch>? finished,
        CancellationToken cancellationToken,
        IReadOnlyList<int[]?>? shortlists = null
    )
    {
        using var scope = new RunScope(cancellationToken);
        using var decoder = model.Start(scope, batch, shortlists);
        List<OpenSearch> open = [.. searches.Select(search => new OpenSearch(search))];
        var tokens = new int[open.Count];
        var origins = new int[open.Count];
        var rows = Gather(open, ref tokens);
        while (true)
        {
            var logits = decoder.Step(tokens.AsSpan(0, rows));
            foreach (var search in open)
            {
                search.Advance(logits);
            }

            if (open.TrueForAll(search => search.IsDone))
            {
                return;
            }

            Release(open, finished);
            var nextRows = Origins(open, ref origins);
            if (nextRows != rows || !IsIdentity(origins.AsSpan(0, nextRows)))
            {
                decoder.Reorder(origins.AsSpan(0, nextRows));
            }

            rows = Gather(open, ref tokens);
        }
    }

    /// <summary>Removes the searches that are done. The last one takes the place of each, so that few rows have to be moved.</summary>
    private static void Release(List<OpenSearch> open, Action<ISearch>? finished)
    {
        for (var place = open.Count - 1; place >= 0; place--)
        {
            if (open[place].IsDone)
            {
                finished?.Invoke(open[place].Search);
                open[place] = open[^1];
                open.RemoveAt(open.Count - 1);
            }
        }
    }

    /// <summary>Records, for each row of the next step, which row of this step it continues.</summary>
    private static int Origins(List<OpenSearch> open, ref int[] origins)
    {
        var rows = 0;
        foreach (var search in open)
        {
            var own = search.Search.Origins;
            Reserve(ref origins, rows + own.Length);
            foreach (var origin in own)
            {
                origins[rows++] = search.FirstRow + origin;
            }
        }

        return rows;
    }

    /// <summary>Sets the place of each search in the next step, and returns the number of its rows.</summary>
    private static int Gather(List<OpenSearch> open, ref int[] tokens)
    {
        var rows = 0;
        foreach (var search in open)
        {
            var next = search.Search.NextTokens;
            Reserve(ref tokens, rows + next.Length);
            next.CopyTo(tokens.AsSpan(rows));
            search.FirstRow = rows;
            rows += next.Length;
        }

        return rows;
    }

    private static void Reserve(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }

    private static bool IsIdentity(ReadOnlySpan<int> origins)
    {
        for (var row = 0; row < origins.Length; row++)
        {
            if (origins[row] != row)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A search that takes part in the next step.</summary>
    private sealed class OpenSearch(ISearch search)
    {
        public ISearch Search { get; } = search;

        public bool IsDone => Search.IsDone;

        /// <summary>The place of its first row in the step.</summary>
        public int FirstRow { get; set; }

        /// <summary>Passes the search its rows of a step.</summary>
        public void Advance(StepLogits logits) => Search.Advance(logits.Slice(FirstRow, Search.NextTokens.Length));
    }
}
