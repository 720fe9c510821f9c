namespace TransformerService.Shadow.Sampling;

/// <summary>Lets at most so many texts a second through: a token bucket that holds one second's worth. Thread-safe.</summary>
internal sealed class SecondCap(TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private double _tokens = double.MaxValue;
    private long _last = timeProvider.GetTimestamp();

    /// <summary>How many of so many texts may pass now.</summary>
    /// <param name="wanted">Texts that would like to.</param>
    /// <param name="perSecond">The cap.</param>
    public int Take(int wanted, double perSecond)
    {
        lock (_lock)
        {
            long now = timeProvider.GetTimestamp();
            _tokens = Math.Min(Math.Max(1, perSecond), _tokens + (timeProvider.GetElapsedTime(_last, now).TotalSeconds * perSecond));
            _last = now;
            int taken = (int)Math.Min(wanted, Math.Floor(_tokens));
            _tokens -= taken;
            return taken;
        }
    }
}
