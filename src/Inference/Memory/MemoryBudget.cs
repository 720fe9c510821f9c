using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Memory;

/// <summary>
/// Divides the process's memory: .NET's heap, the process itself, a margin, and the loaded models get their parts; the rest is divided by
/// the number of runs at once. Batches are formed within <see cref="RunBytes"/>, so that all runs together stay within the available
/// memory.
/// </summary>
internal sealed class MemoryBudget
{
    /// <summary>The beginning of the fault of a model that does not fit.</summary>
    public const string Insufficient = "insufficientMemory";

    /// <summary>The minimum memory of a run if the server chooses the number of runs: enough for one text of a typical model.</summary>
    public const long LeastRunBytes = 128L << 20;

    private const int MarginShare = 16;

    private readonly Lock _lock = new();
    private readonly HashSet<ModelMemory> _models = [];
    private readonly long _outside;
    private long _claimed;
    private int _largeRuns;

    /// <param name="limit">The total memory, in bytes.</param>
    /// <param name="heap">The share of .NET's heap.</param>
    /// <param name="process">The memory of the process outside its heap, without any model.</param>
    /// <param name="runs">The number of runs at once; 0 for as many as the memory allows, up to <paramref name="mostRuns"/>.</param>
    /// <param name="mostRuns">The number of runs that the processors allow.</param>
    public MemoryBudget(long limit, long heap, long process, int runs, int mostRuns)
    {
        (Limit, HeapBytes) = (limit, heap);
        _outside = Math.Max(0, limit - heap - process - (limit / MarginShare));
        Runs = runs > 0 ? runs : (int)Math.Clamp(_outside / LeastRunBytes, 1, mostRuns);
    }

    /// <summary>Unlimited memory, for tools that run one model after another.</summary>
    public static MemoryBudget Unbounded { get; } = new(long.MaxValue / 4, 0, 0, 1, 1);

    /// <summary>The total memory, in bytes.</summary>
    public long Limit { get; }

    /// <summary>The bytes that .NET's heap may take.</summary>
    public long HeapBytes { get; }

    /// <summary>The number of runs at once.</summary>
    public int Runs { get; }

    /// <summary>The bytes that the loaded models take.</summary>
    public long ModelBytes => Interlocked.Read(ref _claimed);

    /// <summary>The bytes left for all runs together.</summary>
    public long FreeBytes => Math.Max(0, _outside - ModelBytes);

    /// <summary>The bytes that one run may take now.</summary>
    public long RunBytes => FreeBytes / Runs;

    /// <summary>The number of batches so far that were large enough to return their freed memory to the system.</summary>
    public int LargeRuns => Volatile.Read(ref _largeRuns);

    /// <summary>Records that a large batch ended.</summary>
    public void NoteLargeRun() => Interlocked.Increment(ref _largeRuns);

    /// <summary>Reserves a model's share, if all models can still run.</summary>
    /// <param name="weights">The bytes that it takes while it is loaded.</param>
    /// <param name="leastRun">The bytes that a run of its smallest batch takes.</param>
    /// <exception cref="ModelLoadException">It does not fit; the message says by how much.</exception>
    public ModelMemory Claim(long weights, long leastRun)
    {
        var model = new ModelMemory(this, weights, leastRun);
        lock (_lock)
        {
            var least = Math.Max(leastRun, _models.Select(other => other.LeastRun).DefaultIfEmpty().Max());
            if (FreeBytes - weights < least * Runs)
            {
                throw new ModelLoadException([
                    $"{Insufficient}: it needs {Shown(weights)} for its weights and {Shown(least)} for each of {Runs} runs at once, together {Shown(weights + (least * Runs))}, but only {Shown(FreeBytes)} are left: "
                        + $"of {Shown(Limit)} .NET's heap may take {Shown(HeapBytes)}, the other models take {Shown(ModelBytes)}. Give the process more memory, lower Inference:ConcurrentRuns, or remove a model, and load it again.",
                ]);
            }

            _models.Add(model);
            Interlocked.Add(ref _claimed, weights);
        }

        return model;
    }

    /// <summary>Releases a model's share.</summary>
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

    /// <summary>Formats a number of bytes.</summary>
    public static string Shown(long bytes) => $"{(bytes + (1 << 20) - 1) >> 20} MiB";
}
