using TransformerService.Models.Errors;

namespace TransformerService.Inference.Usage;

/// <summary>
/// The usage of one request, from before it is admitted to its end. Answered requests count in full. One that was cancelled or ran out of
/// time counts with its characters and the work that it was charged: the work was done or had begun. One that was refused or failed does
/// not count.
/// </summary>
internal sealed class UsageEntry(UsageCounter counter, UsageSlot slot, UsageTally? tally, long characters) : IDisposable
{
    private bool _isCounted;
    private long _held;

    /// <summary>Reserves the work of the request, before it is done, from what its key may still use.</summary>
    /// <param name="units">All work that the request was charged so far.</param>
    /// <exception cref="InferenceException">The key may not use as much.</exception>
    public void Hold(long units)
    {
        if (!TryHold(units))
        {
            throw counter.UnitsExceeded(slot, units - _held);
        }
    }

    /// <summary>Reserves work as <see cref="Hold"/> does; returns whether the key may use as much.</summary>
    public bool TryHold(long units)
    {
        if (tally is null || units <= _held)
        {
            return true;
        }

        if (!tally.TryWork(units - _held, counter.MostUnits(slot)))
        {
            return false;
        }

        _held = units;
        return true;
    }

    /// <summary>Counts it as answered.</summary>
    /// <param name="units">The work that it was charged.</param>
    /// <param name="inputTokens">Tokens that the model read.</param>
    /// <param name="outputTokens">Tokens that the model wrote.</param>
    public void Answered(long units, long inputTokens, long outputTokens) =>
        Count(new UsageCount(1, characters, inputTokens, outputTokens, units));

    /// <summary>Counts what was done for a request that has no answer.</summary>
    /// <param name="failure">Why it has none.</param>
    /// <param name="units">The work that it was charged.</param>
    public void Ended(InferenceError failure, long units)
    {
        if (failure is InferenceError.Cancelled or InferenceError.TimedOut)
        {
            Count(new UsageCount(1, characters, 0, 0, units));
        }
    }

    /// <summary>Returns what was taken from the quota, if it was not counted.</summary>
    public void Dispose()
    {
        if (!_isCounted)
        {
            _isCounted = true;
            tally?.Return(characters);
            tally?.Worked(-_held);
        }
    }

    private void Count(UsageCount count)
    {
        _isCounted = true;
        counter.Add(slot, count);
        tally?.Worked(count.Units - _held);
    }
}
