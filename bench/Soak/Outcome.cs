namespace TransformerService.Soak;

/// <summary>The expected outcomes of a call.</summary>
internal enum Outcome
{
    /// <summary>Answered, with one correct result for each text.</summary>
    Answered,

    /// <summary>A mistake that was rejected with the right status.</summary>
    Rejected,

    /// <summary>Refused because the server is overloaded: 429, RESOURCE_EXHAUSTED.</summary>
    Refused,

    /// <summary>Not answered within the caller's time limit: 504, DEADLINE_EXCEEDED.</summary>
    TimedOut,

    /// <summary>The caller disconnected.</summary>
    Left,
}
