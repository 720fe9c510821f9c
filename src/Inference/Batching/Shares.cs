using System.Runtime.InteropServices;

namespace TransformerService.Inference.Batching;

/// <summary>
/// Shares out something that there is so much of: places, rows, tokens, bytes. A caller may hold three times what is free, so that one alone has three
/// quarters, two have three sevenths each, and a caller who comes always finds some of it free. What is large may only take what leaves as much free: a
/// caller's own small requests still find room beside its large ones. Not thread-safe.
/// </summary>
/// <remarks>The rule is that of A. K. Choudhury and E. L. Hahne, "Dynamic Queue Length Thresholds for Shared-Memory Packet Switches", 1998.</remarks>
/// <param name="capacity">How much there is.</param>
public sealed class Shares(long capacity)
{
    /// <summary>How many times what is free a caller may hold.</summary>
    public const long TimesFree = 3;

    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);

    /// <summary>How much there is; so much that a share of it can be computed.</summary>
    public long Capacity { get; } = Math.Min(capacity, long.MaxValue / (TimesFree + 1));

    /// <summary>How much is held by all.</summary>
    public long Used { get; private set; }

    private long Free => Capacity - Used;

    /// <summary>The most that one request can ever get.</summary>
    public long Most(string? caller, bool isLarge) => caller is not null && isLarge ? Capacity / 2 : Capacity;

    /// <summary>How much a caller holds.</summary>
    public long Held(string caller) => _held.GetValueOrDefault(caller);

    /// <summary>How much more a caller may take before its share is used up.</summary>
    public long Room(string caller) => (TimesFree * Free) - Held(caller);

    /// <summary>Whether a caller may take so much now.</summary>
    /// <param name="caller">Who; <see langword="null"/> has no share to keep to.</param>
    /// <param name="amount">How much.</param>
    /// <param name="isLarge">Whether it must leave as much free as the caller then holds.</param>
    public bool Fits(string? caller, long amount, bool isLarge) =>
        amount <= Free && (caller is null || (isLarge ? Held(caller) + amount <= Free - amount : amount <= Room(caller)));

    /// <summary>Notes what was taken.</summary>
    public void Take(string? caller, long amount)
    {
        Used += amount;
        if (caller is not null && amount > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_held, caller, out _) += amount;
        }
    }

    /// <summary>Notes what was given back.</summary>
    public void Give(string? caller, long amount)
    {
        Used -= amount;
        if (caller is not null && amount > 0 && (_held[caller] -= amount) == 0)
        {
            _held.Remove(caller);
        }
    }
}
