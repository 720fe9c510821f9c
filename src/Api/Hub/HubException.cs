namespace TransformerService.Api.Hub;

/// <summary>An expected failure of a call to the Hub. The message says what to change.</summary>
internal sealed class HubException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the Hub asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
