namespace TransformerService.Inference.Usage;

/// <summary>What this process has counted for one key in one month, with what is reserved for requests that are in work.</summary>
internal sealed class UsageTally
{
    private long _characters;
    private long _units;

    public long Characters => Interlocked.Read(ref _characters);

    public long Units => Interlocked.Read(ref _units);

    /// <summary>Reserves characters, if there are as many left.</summary>
    /// <param name="characters">How many.</param>
    /// <param name="limit">How many this process may count; <see langword="null"/> for any number.</param>
    public bool TryTake(long characters, long? limit) => TryAdd(ref _characters, characters, limit);

    /// <summary>Reserves units of work, if there are as many left.</summary>
    /// <param name="units">How many.</param>
    /// <param name="limit">How many this process may count; <see langword="null"/> for any number.</param>
    public bool TryWork(long units, long? limit) => TryAdd(ref _units, units, limit);

    /// <summary>Returns characters of a request that did not count.</summary>
    public void Return(long characters) => Interlocked.Add(ref _characters, -characters);

    /// <summary>Adds the work of a request beyond what was reserved for it, which may be negative.</summary>
    public void Worked(long units) => Interlocked.Add(ref _units, units);

    private static bool TryAdd(ref long sum, long amount, long? limit)
    {
        for (var before = Interlocked.Read(ref sum); limit is not { } most || before + amount <= most; )
        {
            var found = Interlocked.CompareExchange(ref sum, before + amount, before);
            if (found == before)
            {
                return true;
            }

            before = found;
        }

        return false;
    }
}
