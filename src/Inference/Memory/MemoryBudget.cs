using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Memory;

/// <summary>
/// Shares out the process's memory: .NET's heap, the process itself, a margin, and the loaded models have their parts; what is left is divided by the runs
/// at once. Batches are formed within <see cref="RunBytes"/>, so that all runs together stay within the memory there is.
/// </summary>
internal sealed class MemoryBudget
{
    /// <summary>What a run has at least where the number of runs is the server's choice: enough for one text of a usual model.</summary>
    public const long LeastRunBytes = 128L << 20;

    private const int MarginShare = 16;

    private readonly Lock _lock = new();
    private readonly HashSet<ModelMemory> _models = [];
    private readonly long _outside;
    private long _claimed;
    private int _largeRuns;

    /// <param name="limit">All there is, in bytes.</param>
    /// <param name="heap">.NET's heap's part.</param>
    /// <param name="process">What the process takes outside of its heap without any model.</param>
    /// <param name="runs">Runs at once; 0 for as many as the memory allows, up to <paramref name="mostRuns"/>.</param>
    /// <param name="mostRuns">Runs that the processors allow.</param>
    public MemoryBudget(long limit, long heap, long process, int runs, int mostRuns)
    {
        (Limit, HeapBytes) = (limit, heap);
        _outside = Math.Max(0, limit - heap - process - (limit / MarginShare));
        Runs = runs > 0 ? runs : (int)Math.Clamp(_outside / LeastRunBytes, 1, mostRuns);
    }

    /// <summary>Memory without an end: for tools that run one model after another.</summary>
    public static MemoryBudget Unbounded { get; } = new(long.MaxValue / 4, 0, 0, 1, 1);

    /// <summary>All there is, in bytes.</summary>
    public long Limit { get; }

    /// <summary>What of it .NET's heap may take.</summary>
    public long HeapBytes { get; }

    /// <summary>Runs at once.</summary>
    public int Runs { get; }

    /// <summary>What the loaded models take.</summary>
    public long ModelBytes => Interlocked.Read(ref _claimed);

    /// <summary>What is left for runs, of all models together.</summary>
    public long FreeBytes => Math.Max(0, _outside - ModelBytes);

    /// <summary>What one run may take now.</summary>
    public long RunBytes => FreeBytes / Runs;

    /// <summary>Batches so far that were so large that what they freed should be given back.</summary>
    public int LargeRuns => Volatile.Read(ref _largeRuns);

    /// <summary>Notes that a large batch ended.</summary>
    public void NoteLargeRun() => Interlocked.Increment(ref _largeRuns);

    /// <summary>Takes a model's part, if all models beside it can still run.</summary>
    /// <param name="weights">What it takes while it is loaded.</param>
    /// <param name="leastRun">What a run of its least batch takes.</param>
    /// <exception cref="ModelLoadException">It does not fit; says by how much.</exception>
    public ModelMemory Claim(long weights, long leastRun)
    {
        var model = new ModelMemory(this, weights, leastRun);
        lock (_lock)
        {
            long least = Math.Max(leastRun, _models.Select(other => other.LeastRun).DefaultIfEmpty().Max());
            if (FreeBytes - weights < least * Runs)
            {
                throw new ModelLoadException([
                    $"insufficientMemory: it needs {Shown(weights)} for its weights and {Shown(least)} for each of {Runs} runs at once, together {Shown(weights + (least * Runs))}, but only {Shown(FreeBytes)} are left: " +
                    $"of {Shown(Limit)} .NET's heap may take {Shown(HeapBytes)}, the other models take {Shown(ModelBytes)}. Give the process more memory, lower Inference:ConcurrentRuns, or take a model away, and load it again.",
                ]);
            }

            _models.Add(model);
            Interlocked.Add(ref _claimed, weights);
        }

        return model;
    }

    /// <summary>Takes a model's part back.</summary>
    public void Release(ModelMemory model)
    {
        lock (_lock)
        {
            if (_models.Remove(model))
            {
                Interlocked.Add(ref _claimed, -model.Weights);
            }
        }
    }

    /// <summary>Bytes in words.</summary>
    public static string Shown(long bytes) => $"{(bytes + (1 << 20) - 1) >> 20} MiB";
}
