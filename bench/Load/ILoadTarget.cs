namespace TransformerService.Load;

/// <summary>Something that answers texts.</summary>
internal interface ILoadTarget : IAsyncDisposable
{
    /// <summary>Its name in tables.</summary>
    string Name { get; }

    /// <summary>Processor time used so far by the process that answers; <see langword="null"/> if it is this process or unknown.</summary>
    TimeSpan? ProcessorTime { get; }

    /// <summary>Requests one text's answer.</summary>
    /// <returns>Whether it was answered, refused because the server is overloaded, or failed.</returns>
    Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken);
}
