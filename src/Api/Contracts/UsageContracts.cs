namespace TransformerService.Api.Contracts;

/// <summary>What keys have used in a month.</summary>
public sealed record UsageBody
{
    /// <summary>The month, in UTC.</summary>
    /// <example>2026-11</example>
    public required string Month { get; init; }

    /// <summary>
    /// Whether the counts of all processes are in it. Otherwise the database cannot be read now, and they are those of this process since
    /// its start.
    /// </summary>
    /// <example>true</example>
    public required bool Complete { get; init; }

    /// <summary>The keys, by name. Calls without a key count as anonymous.</summary>
    public required IReadOnlyList<KeyUsageBody> Keys { get; init; }
}

/// <summary>What a key has used.</summary>
public sealed record KeyUsageBody
{
    /// <summary>Its name.</summary>
    /// <example>app</example>
    public required string Key { get; init; }

    /// <summary>Requests that were answered, cancelled or ran out of time.</summary>
    /// <example>1200</example>
    public required long Requests { get; init; }

    /// <summary>Characters of their texts, in Unicode code points.</summary>
    /// <example>96000</example>
    public required long Characters { get; init; }

    /// <summary>Tokens that models read for them.</summary>
    /// <example>24000</example>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that models wrote for them.</summary>
    /// <example>26000</example>
    public required long OutputTokens { get; init; }

    /// <summary>Work that they were charged, in rows × beams × tokens.</summary>
    /// <example>81000</example>
    public required long Units { get; init; }

    /// <summary>The same by model.</summary>
    public required IReadOnlyList<ModelUsageBody> Models { get; init; }

    /// <summary>What the key may use in the month; left out if it has no limit.</summary>
    public UsageQuotaBody? Quota { get; init; }
}

/// <summary>What a key has used of a model.</summary>
public sealed record ModelUsageBody
{
    /// <summary>The model; language-detection for detected languages, and (other) beyond 20,000 counts.</summary>
    /// <example>en-fr</example>
    public required string Model { get; init; }

    /// <summary>Requests.</summary>
    /// <example>1200</example>
    public required long Requests { get; init; }

    /// <summary>Characters of their texts.</summary>
    /// <example>96000</example>
    public required long Characters { get; init; }

    /// <summary>Tokens that it read.</summary>
    /// <example>24000</example>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that it wrote.</summary>
    /// <example>26000</example>
    public required long OutputTokens { get; init; }

    /// <summary>Work that was charged.</summary>
    /// <example>81000</example>
    public required long Units { get; init; }
}

/// <summary>What a key may use in a month.</summary>
public sealed record UsageQuotaBody
{
    /// <summary>Characters; left out for any number.</summary>
    /// <example>500000</example>
    public long? Characters { get; init; }

    /// <summary>Units of work; left out for any number.</summary>
    /// <example>1000000</example>
    public long? Units { get; init; }
}
