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
        List<ISearch> open = [.. searches];
        var tokens = new int[open.Count];
        var origins = new int[open.Count];
        var rows = Gather(open, ref tokens);
        while (true)
        {
            var logits = decoder.Step(tokens.AsSpan(0, rows));
            var nextRows = Advance(open, logits, ref origins);
            if (open.TrueForAll(search => search.IsDone))
            {
                return;
            }

            Release(open, finished);

            if (nextRows != rows || !IsIdentity(origins.AsSpan(0, nextRows)))
            {
                decoder.Reorder(origins.AsSpan(0, nextRows));
            }

            rows = Gather(open, ref tokens);
        }
    }

    /// <summary>Passes each search its rows and records, for each row of the next step, which row of this step it continues.</summary>
    private static int Advance(List<ISearch> open, StepLogits logits, ref int[] origins)
    {
        int offset = 0,
            next = 0;
        foreach (var search in open)
        {
            var width = search.NextTokens.Length;
            search.Advance(logits.Slice(offset, width));
            if (!search.IsDone)
            {
                Reserve(ref origins, next + search.Origins.Length);
                foreach (var origin in search.Origins)
                {
                    origins[next++] = offset + origin;
                }
            }

            offset += width;
        }

        return next;
    }

    private static void Release(List<ISearch> open, Action<ISearch>? finished)
    {
        for (var index = open.Count - 1; index >= 0; index--)
        {
            if (open[index].IsDone)
            {
                finished?.Invoke(open[index]);
                open.RemoveAt(index);
            }
        }
    }

    private static int Gather(List<ISearch> open, ref int[] tokens)
    {
        var rows = 0;
        foreach (var search in open)
        {
            var next = search.NextTokens;
            Reserve(ref tokens, rows + next.Length);
            next.CopyTo(tokens.AsSpan(rows));
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
}
