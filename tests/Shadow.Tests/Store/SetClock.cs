namespace TransformerService.Shadow.Tests.Store;

/// <summary>A clock that somebody sets, while the monotonic time goes on as it does.</summary>
internal sealed class SetClock : TimeProvider
{
    private TimeSpan _passed;

    /// <summary>How far the clock is off.</summary>
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset + _passed;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(_passed.TotalSeconds * TimestampFrequency);

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time) => _passed += time;
}
