namespace TransformerService.Shadow.Sampling;

/// <summary>Limits the texts per second: a token bucket that holds one second's worth. Thread-safe.</summary>
internal sealed class SecondCap(TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private double _tokens = double.MaxValue;
    private long _last = timeProvider.GetTimestamp();

    /// <summary>Returns how many of the texts may pass now.</summary>
    /// <param name="wanted">How many texts there are.</param>
    /// <param name="perSecond">The cap.</param>
    public int Take(int wanted, double perSecond)
    {
        lock (_lock)
        {
            var now = timeProvider.GetTimestamp();
            _tokens = Math.Min(Math.Max(1, perSecond), _tokens + (timeProvider.GetElapsedTime(_last, now).TotalSeconds * perSecond));
            _last = now;
            var taken = (int)Math.Min(wanted, Math.Floor(_tokens));
            _tokens -= taken;
            return taken;
        }
    }
}
