namespace TransformerService.Load;

/// <summary>The outcome of a call.</summary>
internal enum CallOutcome
{
    /// <summary>Answered.</summary>
    Answered,

    /// <summary>Refused because the server is overloaded (429, RESOURCE_EXHAUSTED).</summary>
    Refused,

    /// <summary>Not answered in time (504, DEADLINE_EXCEEDED).</summary>
    TimedOut,

    /// <summary>Anything else.</summary>
    Failed,
}
