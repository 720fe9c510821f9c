using TransformerService.Inference.Usage;

namespace TransformerService.Shadow.Usage;

/// <summary>What the REST and gRPC calls need from the counting of usage.</summary>
public sealed class UsageService
{
    private readonly UsageCounter _counter;
    private readonly UsageWriter _writer;
    private readonly bool _isEnabled;

    internal UsageService(UsageCounter counter, UsageWriter writer, bool isEnabled) =>
        (_counter, _writer, _isEnabled) = (counter, writer, isEnabled);

    /// <summary>The month that counts now.</summary>
    public UsageMonth Month => _counter.Month;

    /// <summary>Returns what was used in a month.</summary>
    /// <param name="month">The month.</param>
    /// <param name="key">The name of a key; <see langword="null"/> for all keys that have used something.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<UsageReport> ReportAsync(UsageMonth month, string? key, CancellationToken cancellationToken)
    {
        var stored = _isEnabled ? await _writer.ReadAsync(month, key, cancellationToken) : [];
        var rows = stored ?? [.. _counter.Counted().Where(row => row.Slot.Month == month && (key is null || row.Slot.Key == key))];
        var keys = rows.GroupBy(row => row.Slot.Key, StringComparer.Ordinal)
            .Select(rows => new KeyUsage(rows.Key, _counter.QuotaOf(rows.Key), Models(rows)))
            .OrderBy(usage => usage.Key, StringComparer.Ordinal)
            .ToList();
        if (key is not null && keys.Count == 0)
        {
            keys.Add(new KeyUsage(key, _counter.QuotaOf(key), []));
        }

        return new UsageReport(month, stored is not null, keys);
    }

    private static ModelUsage[] Models(IEnumerable<UsageRow> rows) =>
        [
            .. rows.GroupBy(row => row.Slot.Model, StringComparer.Ordinal)
                .Select(model => new ModelUsage(model.Key, model.Aggregate(default(UsageCount), (sum, row) => sum + row.Count)))
                .OrderBy(model => model.Model, StringComparer.Ordinal),
        ];
}

/// <summary>What was used in a month.</summary>
/// <param name="Month">The month.</param>
/// <param name="IsComplete">Whether the store could be read; otherwise the counts are those of this process since its start.</param>
/// <param name="Keys">The keys, by name.</param>
public sealed record UsageReport(UsageMonth Month, bool IsComplete, IReadOnlyList<KeyUsage> Keys);

/// <summary>What a key has used.</summary>
/// <param name="Key">Its name, or <see cref="UsageCounter.Anonymous"/>.</param>
/// <param name="Quota">What it may use; <see langword="null"/> for any amount.</param>
/// <param name="Models">Its usage by model.</param>
public sealed record KeyUsage(string Key, UsageQuota? Quota, IReadOnlyList<ModelUsage> Models)
{
    /// <summary>The sum over its models.</summary>
    public UsageCount Count => Models.Aggregate(default(UsageCount), (sum, model) => sum + model.Count);
}

/// <summary>What a model was used for.</summary>
public sealed record ModelUsage(string Model, UsageCount Count);
