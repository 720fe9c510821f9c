namespace TransformerService.Load;

/// <summary>What a call came to.</summary>
internal enum CallOutcome
{
    /// <summary>Answered.</summary>
    Answered,

    /// <summary>Refused because there is too much to do (429, RESOURCE_EXHAUSTED).</summary>
    Refused,

    /// <summary>Not answered in time (504, DEADLINE_EXCEEDED).</summary>
    TimedOut,

    /// <summary>Anything else.</summary>
    Failed,
}
