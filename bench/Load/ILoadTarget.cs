namespace TransformerService.Load;

/// <summary>Something that answers texts.</summary>
internal interface ILoadTarget : IAsyncDisposable
{
    /// <summary>What it is called in tables.</summary>
    string Name { get; }

    /// <summary>Processor time used so far by the process that answers; <see langword="null"/> where that is this one or not known.</summary>
    TimeSpan? ProcessorTime { get; }

    /// <summary>Asks for one text's answer.</summary>
    /// <returns>Whether it was answered, refused because there is too much to do, or failed.</returns>
    Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken);
}
