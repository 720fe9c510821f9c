namespace TransformerService.Soak;

/// <summary>A way to call the server: REST, gRPC or a gRPC stream.</summary>
internal interface IDoor
{
    /// <summary>Its name in the report.</summary>
    string Name { get; }

    /// <summary>Makes a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancelled when the caller disconnects.</param>
    /// <exception cref="OperationCanceledException">The caller disconnected.</exception>
    Task<Reply> AskAsync(Call call, CancellationToken cancellationToken);
}
