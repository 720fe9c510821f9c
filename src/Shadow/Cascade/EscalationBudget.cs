namespace TransformerService.Shadow.Cascade;

/// <summary>
/// Limits the texts that the teacher answers: a token bucket that each served text fills by the share that may be escalated, so at no time
/// were more escalated than that share of the texts served; and a cap of those that the teacher has at one time. A caller may spend what its
/// own texts have earned, and what others have saved as long as half a bucket is left to them. Thread-safe.
/// </summary>
/// <param name="share">The share of the served texts that may be escalated, 0 to 1.</param>
/// <param name="mostAtOnce">Texts that the teacher may have at one time.</param>
internal sealed class EscalationBudget(double share, int mostAtOnce)
{
    /// <summary>Escalations that can be saved up while the traffic needs none: it bounds a burst.</summary>
    public const int MostSaved = 20;

    /// <summary>Callers whose savings are known; with more of them all begin again with none.</summary>
    private const int MostCallers = 1_000;

    /// <summary>Parts of a token: sums of integers have no rounding errors.</summary>
    private const long Token = 1_000_000_000;

    private readonly long _earned = (long)Math.Floor(Math.Clamp(share, 0, 1) * Token);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _ofCallers = new(StringComparer.Ordinal);
    private long _saved;
    private int _atTeacher;

    /// <summary>Counts served texts, and takes what some of them may be escalated for.</summary>
    /// <param name="served">The texts that are served, escalated or not.</param>
    /// <param name="wanted">How many of them should be escalated.</param>
    /// <param name="caller">Whose they are; <see langword="null"/> if that is unknown.</param>
    /// <returns>How many may be, the first ones; and how many more the budget would allow if the teacher had room for them.</returns>
    public (int Taken, int NoRoom) Take(int served, int wanted, string? caller = null)
    {
        lock (_lock)
        {
            // A large request may spend what it earns itself; only what is left of it is bounded.
            var earned = (Int128)_earned * served;
            var available = _saved + earned;
            var own = SavedBy(caller) + earned;
            var ofOthers = available - (MostSaved / 2 * Token);
            var allowed = (int)Int128.Min(wanted, Int128.Min(available, Int128.Max(own, ofOthers)) / Token);
            var taken = Math.Min(allowed, mostAtOnce - _atTeacher);
            _atTeacher += taken;
            _saved = Bounded(available - ((Int128)taken * Token));
            Save(caller, Bounded(own - ((Int128)taken * Token)));
            return (taken, allowed - taken);
        }
    }

    /// <summary>Records that the teacher no longer has texts.</summary>
    /// <param name="texts">How many.</param>
    /// <param name="asked">Whether it was asked; otherwise they may be spent on others.</param>
    /// <param name="caller">Whose they are.</param>
    public void Done(int texts, bool asked, string? caller = null)
    {
        lock (_lock)
        {
            _atTeacher -= texts;
            if (!asked && texts > 0)
            {
                _saved = Bounded(_saved + ((Int128)texts * Token));
                Save(caller, Bounded(SavedBy(caller) + ((Int128)texts * Token)));
            }
        }
    }

    private static long Bounded(Int128 saved) => (long)Int128.Clamp(saved, 0, MostSaved * Token);

    private long SavedBy(string? caller) => _ofCallers.GetValueOrDefault(caller ?? "");

    private void Save(string? caller, long saved)
    {
        if (saved == 0)
        {
            _ofCallers.Remove(caller ?? "");
            return;
        }

        if (_ofCallers.Count >= MostCallers && !_ofCallers.ContainsKey(caller ?? ""))
        {
            _ofCallers.Clear();
        }

        _ofCallers[caller ?? ""] = saved;
    }
}
