namespace TransformerService.Client;

/// <summary>What keys have used in a month.</summary>
public sealed record UsageReport
{
    /// <summary>The month, in UTC.</summary>
    public required string Month { get; init; }

    /// <summary>
    /// Whether the counts of all processes are in it. Otherwise the database cannot be read now, and they are those of this process since
    /// its start.
    /// </summary>
    public required bool Complete { get; init; }

    /// <summary>The keys, by name. Calls without a key count as anonymous.</summary>
    public required IReadOnlyList<KeyUsage> Keys { get; init; }
}

/// <summary>What a key has used.</summary>
public sealed record KeyUsage
{
    /// <summary>Its name.</summary>
    public required string Key { get; init; }

    /// <summary>Requests that were answered, cancelled or ran out of time.</summary>
    public required long Requests { get; init; }

    /// <summary>Characters of their texts, in Unicode code points.</summary>
    public required long Characters { get; init; }

    /// <summary>Tokens that models read for them.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that models wrote for them.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Work that they were charged, in rows × beams × tokens.</summary>
    public required long Units { get; init; }

    /// <summary>The same by model.</summary>
    public required IReadOnlyList<ModelUsage> Models { get; init; }

    /// <summary>What the key may use in the month; left out if it has no limit.</summary>
    public UsageQuota? Quota { get; init; }
}

/// <summary>What a key has used of a model.</summary>
public sealed record ModelUsage
{
    /// <summary>The model; language-detection for detected languages, and (other) beyond 20,000 counts.</summary>
    public required string Model { get; init; }

    /// <summary>Requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Characters of their texts.</summary>
    public required long Characters { get; init; }

    /// <summary>Tokens that it read.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that it wrote.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Work that was charged.</summary>
    public required long Units { get; init; }
}

/// <summary>What a key may use in a month.</summary>
public sealed record UsageQuota
{
    /// <summary>Characters; left out for any number.</summary>
    public long? Characters { get; init; }

    /// <summary>Units of work; left out for any number.</summary>
    public long? Units { get; init; }
}
