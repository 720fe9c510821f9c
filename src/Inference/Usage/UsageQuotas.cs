namespace TransformerService.Inference.Usage;

/// <summary>What keys may use in a month, by the key's name. A key that is not among them has no limit.</summary>
public sealed class UsageQuotas(IReadOnlyDictionary<string, UsageQuota> quotas)
{
    /// <summary>No key has a limit.</summary>
    public static UsageQuotas None { get; } = new(new Dictionary<string, UsageQuota>());

    /// <summary>Whether any key has a limit.</summary>
    public bool IsEmpty => quotas.Count == 0;

    /// <summary>The limits of a key; <see langword="null"/> if it has none.</summary>
    public UsageQuota? Of(string key) => quotas.TryGetValue(key, out var quota) ? quota : null;
}

/// <summary>What a key may use in a month.</summary>
/// <param name="Characters">Characters; <see langword="null"/> for any number.</param>
/// <param name="Units">Units of work; <see langword="null"/> for any number.</param>
public readonly record struct UsageQuota(long? Characters, long? Units);
