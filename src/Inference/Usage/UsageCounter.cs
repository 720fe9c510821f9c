using System.Collections.Concurrent;
using System.Globalization;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Inference.Usage;

/// <summary>
/// Counts what requests use, by key, model and month, and holds keys to their quotas. Requests take no common lock. What is counted since
/// the process began stays here until its month is over, so nothing is lost while it cannot be stored.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="quotas">What keys may use in a month.</param>
/// <param name="isEnabled">Whether anything is counted.</param>
public sealed class UsageCounter(TimeProvider timeProvider, UsageQuotas? quotas = null, bool isEnabled = true)
{
    /// <summary>The name under which callers without a key are counted.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>The name under which the models beyond <see cref="MostSlots"/> are counted.</summary>
    public const string OtherModels = "(other)";

    /// <summary>Slots that are counted apart. More models than that share one slot for each key.</summary>
    public const int MostSlots = 20_000;

    /// <summary>The longest time that is worth waiting for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly UsageQuotas _quotas = quotas ?? UsageQuotas.None;
    private readonly ConcurrentDictionary<UsageSlot, UsageCell> _cells = new();
    private readonly ConcurrentDictionary<(UsageMonth Month, string Key), UsageTally> _tallies = new();
    private volatile OtherUsage _others = new(default, new Dictionary<string, UsageCount>());

    /// <summary>The month that counts now.</summary>
    public UsageMonth Month => UsageMonth.Of(timeProvider.GetUtcNow());

    /// <summary>Whether any key has a quota, which needs the counts of other processes.</summary>
    public bool HasQuotas => !_quotas.IsEmpty;

    /// <summary>What a key may use in a month; <see langword="null"/> for any amount.</summary>
    public UsageQuota? QuotaOf(string key) => _quotas.Of(key);

    /// <summary>What was counted in this process since it began, of this month and the one before.</summary>
    public IReadOnlyList<UsageRow> Counted() => [.. _cells.Select(cell => new UsageRow(cell.Key, cell.Value.Count))];

    /// <summary>The part of it that is not stored, in the order of the slots. Only the writer asks.</summary>
    public IReadOnlyList<UsageRow> Unstored() =>
        [
            .. _cells
                .Select(cell => new UsageRow(cell.Key, cell.Value.Count - cell.Value.Stored))
                .Where(row => row.Count != default)
                .OrderBy(static row => row.Slot, UsageSlot.Order),
        ];

    /// <summary>Records that counts are stored, and forgets months that are over. Only the writer calls it.</summary>
    public void Stored(IEnumerable<UsageRow> rows)
    {
        foreach (var row in rows)
        {
            if (_cells.TryGetValue(row.Slot, out var cell))
            {
                cell.Stored += row.Count;
            }
        }

        var last = Month.Before(1); // no request is in work for a month
        foreach (var (slot, cell) in _cells.Where(cell => cell.Key.Month.Number < last.Number && cell.Value.Count == cell.Value.Stored))
        {
            _cells.TryRemove(slot, out _);
        }

        foreach (var tally in _tallies.Keys.Where(tally => tally.Month.Number < last.Number))
        {
            _tallies.TryRemove(tally, out _);
        }
    }

    /// <summary>Accepts the sums of a month, over all processes, from the store. Only the writer calls it.</summary>
    /// <param name="month">The month.</param>
    /// <param name="sums">What is stored for each key.</param>
    public void Learn(UsageMonth month, IReadOnlyDictionary<string, UsageCount> sums)
    {
        var own = _cells
            .Where(cell => cell.Key.Month == month)
            .GroupBy(cell => cell.Key.Key, StringComparer.Ordinal)
            .ToDictionary(key => key.Key, key => key.Aggregate(default(UsageCount), (sum, cell) => sum + cell.Value.Stored));
        _others = new OtherUsage(month, sums.ToDictionary(key => key.Key, key => key.Value - own.GetValueOrDefault(key.Key)));
    }

    /// <summary>Begins to count a request.</summary>
    /// <param name="request">The request; its rules are checked.</param>
    /// <param name="model">The model that answers, or the task if none is needed.</param>
    /// <returns>
    /// <see langword="null"/> for a request of code in the same process, and for the detection of languages that is a part of a translation:
    /// that only has to have room for its texts, which the translations of the languages then take one after the other.
    /// </returns>
    /// <exception cref="InferenceException">Its key has used what it may use in this month.</exception>
    internal UsageEntry? Begin(InferenceRequest request, string model)
    {
        if (!isEnabled || request.Caller is not { } caller)
        {
            return null;
        }

        var slot = new UsageSlot(Month, caller.Key ?? Anonymous, model);
        var characters =
            UnicodeText.CodePoints(request.Texts)
            + UnicodeText.CodePoints(request.OtherTexts())
            + UnicodeText.CodePoints(request.SharedTexts());
        var tally = _quotas.Of(slot.Key) is { } quota ? Take(slot.Month, slot.Key, quota, characters) : null;
        if (request is DetectionRequest { IsPart: true })
        {
            tally?.Return(characters);
            return null;
        }

        return new UsageEntry(this, slot, tally, characters);
    }

    /// <summary>Adds to the count of a slot.</summary>
    public void Add(UsageSlot slot, UsageCount count)
    {
        if (!_cells.TryGetValue(slot, out var cell))
        {
            cell = _cells.GetOrAdd(_cells.Count < MostSlots ? slot : slot with { Model = OtherModels }, static _ => new UsageCell());
        }

        cell.Add(count);
    }

    /// <summary>The units of work that this process may count for a key in a month; <see langword="null"/> for any number.</summary>
    internal long? MostUnits(UsageSlot slot) => _quotas.Of(slot.Key)?.Units - Others(slot.Month, slot.Key).Units;

    /// <summary>The error of a request that takes more units of work than its key may still use.</summary>
    /// <param name="slot">The key and the month.</param>
    /// <param name="units">What the request takes.</param>
    internal InferenceException UnitsExceeded(UsageSlot slot, long units)
    {
        var left = (MostUnits(slot) ?? 0) - (_tallies.GetValueOrDefault((slot.Month, slot.Key))?.Units ?? 0);
        return Exceeded(slot.Month, Quota(_quotas.Of(slot.Key)?.Units, "units of work", left, units));
    }

    private UsageTally Take(UsageMonth month, string key, UsageQuota quota, long characters)
    {
        var tally = _tallies.GetOrAdd((month, key), static _ => new UsageTally());
        var others = Others(month, key);
        if (quota.Units <= others.Units + tally.Units)
        {
            throw Exceeded(month, string.Create(CultureInfo.InvariantCulture, $"{quota.Units} units of work"));
        }

        return tally.TryTake(characters, quota.Characters - others.Characters)
            ? tally
            : throw Exceeded(
                month,
                Quota(quota.Characters, "characters", (quota.Characters ?? 0) - others.Characters - tally.Characters, characters)
            );
    }

    private static string Quota(long? most, string what, long left, long asked) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{most} {what}, of which {Math.Max(0, left)} are left for the {asked} of this request"
        );

    /// <summary>What other processes, and those before this one, have counted for a key in a month.</summary>
    private UsageCount Others(UsageMonth month, string key) =>
        _others is { } known && known.Month == month ? known.Sums.GetValueOrDefault(key) : default;

    private InferenceException Exceeded(UsageMonth month, string quota)
    {
        var left = month.End - timeProvider.GetUtcNow();
        return new InferenceException(
            InferenceError.QuotaExceeded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The key may use {quota} in {month}, which ends at {month.End:yyyy-MM-ddTHH:mm:ssZ}. Wait until then, or ask for a larger quota."
            )
        )
        {
            RetryAfter = left > TimeSpan.Zero && left <= LongestWait ? left : null,
        };
    }

    /// <summary>What other processes, and those before this one, have counted in a month.</summary>
    private sealed record OtherUsage(UsageMonth Month, IReadOnlyDictionary<string, UsageCount> Sums);
}
