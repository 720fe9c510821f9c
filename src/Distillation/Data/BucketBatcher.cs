using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Data;

/// <summary>
/// Groups sequences of similar lengths in batches of a bounded number of tokens. Every example occurs once in an epoch, or as often as
/// it is drawn. The same lengths, options and epoch give the same list, so training continues from batch k by skipping the first k.
/// </summary>
internal sealed class BucketBatcher
{
    private readonly int _budget;
    private readonly ulong _seed;
    private readonly Bucket[] _buckets;
    private readonly IReadOnlyList<Draw>? _draws;

    /// <param name="sourceLengths">Tokens of each source.</param>
    /// <param name="targetLengths">Tokens of each target; null if there are none, as for a classifier.</param>
    /// <param name="options">How large batches are.</param>
    /// <param name="draws">How often each example is taken; null takes each once per epoch.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or an example exceeds the budget or the widths.</exception>
    public BucketBatcher(
        IReadOnlyList<int> sourceLengths,
        IReadOnlyList<int>? targetLengths,
        BucketBatcherOptions options,
        IReadOnlyList<Draw>? draws = null
    )
    {
        if (targetLengths is not null && targetLengths.Count != sourceLengths.Count)
        {
            throw new ArgumentException($"There are {sourceLengths.Count} sources, {targetLengths.Count} targets.", nameof(targetLengths));
        }

        (_budget, _seed, _draws) = (options.TokenBudget, options.Seed, draws);
        _buckets = new Bucket[sourceLengths.Count];
        for (var i = 0; i < _buckets.Length; i++)
        {
            var target = targetLengths is null ? 0 : options.Widths.Fit(targetLengths[i]);
            _buckets[i] = new Bucket(options.Widths.Fit(sourceLengths[i]), target);
            if (_buckets[i].Width > _budget)
            {
                throw new ArgumentException(
                    $"Example {i} takes {_buckets[i].Width} tokens, which exceeds the budget of {_budget}: leave it out or raise the budget.",
                    nameof(sourceLengths)
                );
            }
        }
    }

    /// <summary>The batches of an epoch.</summary>
    public IReadOnlyList<Batch> Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        var random = SplitMix.For(_seed, (ulong)epoch);

        // 1. The examples in a random order, so that different rows share a batch in each epoch.
        var examples = Enumerable.Range(0, _buckets.Length);
        var order = (
            _draws is null ? examples : examples.SelectMany(example => Enumerable.Repeat(example, _draws[example].Times(epoch)))
        ).ToArray();
        random.Shuffle<int>(order);

        // 2. Each example goes into its bucket; a full bucket is a batch.
        var open = new Dictionary<Bucket, List<int>>();
        var batches = new List<Batch>();
        foreach (var example in order)
        {
            var bucket = _buckets[example];
            var rows = open.TryGetValue(bucket, out var waiting) ? waiting : open[bucket] = [];
            rows.Add(example);
            if (rows.Count == _budget / bucket.Width)
            {
                batches.Add(new Batch([.. rows], bucket.Source, bucket.Target));
                rows.Clear();
            }
        }

        // 3. The rest of neighbouring buckets is batched together: otherwise there would be a small batch for each.
        batches.AddRange(Pack(open));

        // 4. Short and long batches in a random order too.
        var shuffled = batches.ToArray();
        random.Shuffle<Batch>(shuffled);
        return shuffled;
    }

    private List<Batch> Pack(Dictionary<Bucket, List<int>> leftovers)
    {
        var batches = new List<Batch>();
        var rows = new List<int>();
        var shape = default(Bucket);
        var ordered = leftovers.OrderBy(entry => entry.Key.Width).ThenBy(entry => entry.Key.Source).ThenBy(entry => entry.Key.Target);
        foreach (var (bucket, examples) in ordered)
        {
            foreach (var example in examples)
            {
                var wider = new Bucket(Math.Max(shape.Source, bucket.Source), Math.Max(shape.Target, bucket.Target));
                if (rows.Count > 0 && (rows.Count + 1L) * wider.Width > _budget)
                {
                    batches.Add(new Batch([.. rows], shape.Source, shape.Target));
                    rows.Clear();
                    wider = bucket;
                }

                rows.Add(example);
                shape = wider;
            }
        }

        if (rows.Count > 0)
        {
            batches.Add(new Batch([.. rows], shape.Source, shape.Target));
        }

        return batches;
    }

    /// <summary>The padded widths of the examples in a bucket.</summary>
    private readonly record struct Bucket(int Source, int Target)
    {
        public int Width => Math.Max(Source, Target);
    }
}
