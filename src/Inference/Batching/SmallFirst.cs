namespace TransformerService.Inference.Batching;

/// <summary>
/// Reserves a slot for the small requests of any model while they keep coming: one would otherwise wait for a whole batch of large
/// requests' rows to end, which takes as long as dozens of small ones. Models with waiting large requests take turns.
/// </summary>
/// <param name="slots">The number of slots.</param>
internal sealed class SmallFirst(int slots)
{
    /// <summary>How long a slot is reserved for the next small request after one came.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<object, TimeSpan> _waiting = [];
    private readonly int _mostLarge = Math.Max(1, slots - 1);
    private TimeSpan? _lastSmall;
    private int _running;
    private object? _last;

    /// <summary>Raised when a batch of large requests' rows has ended.</summary>
    public event Action? LargeEnded;

    /// <summary>Records that a small request came.</summary>
    public void Note(TimeSpan now)
    {
        lock (_lock)
        {
            _lastSmall = now;
        }
    }

    /// <summary>Whether a small request came recently.</summary>
    public bool SmallCome(TimeSpan now)
    {
        lock (_lock)
        {
            return Come(now);
        }
    }

    /// <summary>
    /// Whether a model's next batch of large requests' rows must wait. A model with such rows asks again after <see cref="Memory"/> at the
    /// latest.
    /// </summary>
    public bool LargeMustWait(object model, TimeSpan now)
    {
        lock (_lock)
        {
            return MustWait(model, now);
        }
    }

    /// <summary>Starts a batch of large requests' rows, if it does not have to wait.</summary>
    public bool TryBeginLarge(object model, TimeSpan now)
    {
        lock (_lock)
        {
            if (MustWait(model, now))
            {
                return false;
            }

            _waiting.Remove(model);
            (_last, _running) = (model, _running + 1);
            return true;
        }
    }

    /// <summary>Ends a batch of large requests' rows.</summary>
    public void EndLarge()
    {
        lock (_lock)
        {
            _running--;
        }

        LargeEnded?.Invoke();
    }

    /// <summary>
    /// Returns the time until large requests may have all slots if no more small ones come; <see langword="null"/> if none has come.
    /// </summary>
    public TimeSpan? UntilForgotten(TimeSpan now)
    {
        lock (_lock)
        {
            return _lastSmall + Memory - now;
        }
    }

    private bool Come(TimeSpan now) => now - _lastSmall < Memory;

    private bool MustWait(object model, TimeSpan now)
    {
        if (!Come(now))
        {
            return false;
        }

        // The model whose large requests ran last lets other waiting models go first.
        var mustWait =
            _running >= _mostLarge || (_last == model && _waiting.Any(other => other.Key != model && now - other.Value < 2 * Memory));
        if (mustWait)
        {
            _waiting[model] = now;
        }

        return mustWait;
    }
}
