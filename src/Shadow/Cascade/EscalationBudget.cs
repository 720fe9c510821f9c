namespace TransformerService.Shadow.Cascade;

/// <summary>
/// Limits the texts that the teacher answers: a token bucket that each served text fills by the share that may be escalated, so at no time
/// were more escalated than that share of the texts served; and a cap of those that the teacher has at one time. Thread-safe.
/// </summary>
/// <param name="share">The share of the served texts that may be escalated, 0 to 1.</param>
/// <param name="mostAtOnce">Texts that the teacher may have at one time.</param>
internal sealed class EscalationBudget(double share, int mostAtOnce)
{
    /// <summary>Escalations that can be saved up while the traffic needs none: it bounds a burst.</summary>
    public const int MostSaved = 20;

    /// <summary>Parts of a token: sums of integers have no rounding errors.</summary>
    private const long Token = 1_000_000_000;

    private readonly long _earned = (long)Math.Floor(Math.Clamp(share, 0, 1) * Token);
    private readonly Lock _lock = new();
    private long _saved;
    private int _atTeacher;

    /// <summary>Counts served texts, and takes what some of them may be escalated for.</summary>
    /// <param name="served">The texts that are served, escalated or not.</param>
    /// <param name="wanted">How many of them should be escalated.</param>
    /// <returns>How many may be, the first ones; and how many more the budget would allow if the teacher had room for them.</returns>
    public (int Taken, int NoRoom) Take(int served, int wanted)
    {
        lock (_lock)
        {
            // A large request may spend what it earns itself; only what is left of it is bounded.
            var available = (Int128)_saved + ((Int128)_earned * served);
            var allowed = (int)Int128.Min(wanted, available / Token);
            var taken = Math.Min(allowed, mostAtOnce - _atTeacher);
            _atTeacher += taken;
            _saved = (long)Int128.Min((Int128)MostSaved * Token, available - ((Int128)taken * Token));
            return (taken, allowed - taken);
        }
    }

    /// <summary>Records that the teacher no longer has texts.</summary>
    /// <param name="texts">How many.</param>
    /// <param name="asked">Whether it was asked; otherwise they may be spent on others.</param>
    public void Done(int texts, bool asked)
    {
        lock (_lock)
        {
            _atTeacher -= texts;
            _saved = asked ? _saved : Math.Min(MostSaved * Token, _saved + (texts * Token));
        }
    }
}
