using System.Runtime.InteropServices;

namespace TransformerService.Inference.Batching;

/// <summary>
/// Shares a limited amount among callers: places, rows, tokens or bytes. A caller may hold three times what is free, so that one alone gets
/// three quarters, two get three sevenths each, and a new caller always finds some of it free. A large request must leave as much free as
/// its caller then holds: a caller's own small requests still find room beside its large ones. Not thread-safe.
/// </summary>
/// <remarks>
/// The rule is that of A. K. Choudhury and E. L. Hahne, "Dynamic Queue Length Thresholds for Shared-Memory Packet Switches", 1998.
/// </remarks>
/// <param name="capacity">The total amount.</param>
public sealed class Shares(long capacity)
{
    /// <summary>A caller may hold this many times what is free.</summary>
    public const long TimesFree = 3;

    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);

    /// <summary>The total amount, bounded so that a share of it can be computed without overflow.</summary>
    public long Capacity { get; } = Math.Min(capacity, long.MaxValue / (TimesFree + 1));

    /// <summary>The amount held by all callers.</summary>
    public long Used { get; private set; }

    private long Free => Capacity - Used;

    /// <summary>The most that one request can ever get.</summary>
    public long Most(string? caller, bool isLarge) => caller is not null && isLarge ? Capacity / 2 : Capacity;

    /// <summary>The amount that a caller holds.</summary>
    public long Held(string caller) => _held.GetValueOrDefault(caller);

    /// <summary>How much more a caller may take before its share is used up.</summary>
    public long Room(string caller) => (TimesFree * Free) - Held(caller);

    /// <summary>Whether a caller may take this amount now.</summary>
    /// <param name="caller">The caller; <see langword="null"/> is not limited to a share.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="isLarge">Whether it must leave as much free as the caller then holds.</param>
    public bool Fits(string? caller, long amount, bool isLarge) =>
        amount <= Free && (caller is null || (isLarge ? Held(caller) + amount <= Free - amount : amount <= Room(caller)));

    /// <summary>Records that an amount was taken.</summary>
    public void Take(string? caller, long amount)
    {
        Used += amount;
        if (caller is not null && amount > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_held, caller, out _) += amount;
        }
    }

    /// <summary>Records that an amount was returned.</summary>
    public void Give(string? caller, long amount)
    {
        Used -= amount;
        if (caller is not null && amount > 0 && (_held[caller] -= amount) == 0)
        {
            _held.Remove(caller);
        }
    }
}
