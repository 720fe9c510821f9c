namespace TransformerService.Soak;

/// <summary>What a call came to, where that is as it should be.</summary>
internal enum Outcome
{
    /// <summary>Answered, with one right result for each text.</summary>
    Answered,

    /// <summary>A mistake that was rejected with the status that it deserves.</summary>
    Rejected,

    /// <summary>Refused because there is too much to do: 429, RESOURCE_EXHAUSTED.</summary>
    Refused,

    /// <summary>Not answered within the time that the caller gave: 504, DEADLINE_EXCEEDED.</summary>
    TimedOut,

    /// <summary>The caller went away.</summary>
    Left,
}
