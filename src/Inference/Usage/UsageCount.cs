namespace TransformerService.Inference.Usage;

/// <summary>What requests have used.</summary>
/// <param name="Requests">Requests that were admitted.</param>
/// <param name="Characters">Characters of their texts, in Unicode code points.</param>
/// <param name="InputTokens">Tokens that models read for them.</param>
/// <param name="OutputTokens">Tokens that models wrote for them.</param>
/// <param name="Units">Work that they were charged, in rows × beams × tokens.</param>
public readonly record struct UsageCount(long Requests, long Characters, long InputTokens, long OutputTokens, long Units)
{
    public static UsageCount operator +(UsageCount one, UsageCount two) =>
        new(
            one.Requests + two.Requests,
            one.Characters + two.Characters,
            one.InputTokens + two.InputTokens,
            one.OutputTokens + two.OutputTokens,
            one.Units + two.Units
        );

    public static UsageCount operator -(UsageCount one, UsageCount two) =>
        new(
            one.Requests - two.Requests,
            one.Characters - two.Characters,
            one.InputTokens - two.InputTokens,
            one.OutputTokens - two.OutputTokens,
            one.Units - two.Units
        );
}

/// <summary>What is counted apart.</summary>
/// <param name="Month">The month in which the request began.</param>
/// <param name="Key">The name of the caller's key, or <see cref="UsageCounter.Anonymous"/>.</param>
/// <param name="Model">The model that answered.</param>
public readonly record struct UsageSlot(UsageMonth Month, string Key, string Model)
{
    /// <summary>An order that is the same in all processes, so that those which share a database lock its rows in one order.</summary>
    public static IComparer<UsageSlot> Order { get; } =
        Comparer<UsageSlot>.Create(
            static (one, two) =>
                one.Month.Number.CompareTo(two.Month.Number) is not 0 and var month ? month
                : string.CompareOrdinal(one.Key, two.Key) is not 0 and var key ? key
                : string.CompareOrdinal(one.Model, two.Model)
        );
}

/// <summary>The count of a slot.</summary>
public readonly record struct UsageRow(UsageSlot Slot, UsageCount Count)
{
    /// <summary>The sum of each key over its models and months.</summary>
    public static Dictionary<string, UsageCount> SumByKey(IEnumerable<UsageRow> rows)
    {
        Dictionary<string, UsageCount> sums = new(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            sums[row.Slot.Key] = sums.GetValueOrDefault(row.Slot.Key) + row.Count;
        }

        return sums;
    }
}
