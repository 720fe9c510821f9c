namespace TransformerService.Soak;

/// <summary>A way into the server.</summary>
internal interface IDoor
{
    /// <summary>What it is called in the report.</summary>
    string Name { get; }

    /// <summary>Makes a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    Task<Reply> AskAsync(Call call, CancellationToken cancellationToken);
}
