namespace TransformerService.Client.Grpc;

/// <summary>The calls for versions of models.</summary>
internal sealed partial class GrpcClient
{
    public Task<ModelInfo> ReloadModelAsync(string model, CancellationToken cancellationToken) =>
        ChangeAsync(model, new V1.ReloadModelRequest { Name = model }, server.ReloadModelAsync, ModelMessages.Read, cancellationToken);

    public Task<ModelInfo> PromoteVersionAsync(string model, PromoteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = ModelMessages.ToMessage(model, request);
        return ChangeAsync(model, message, server.PromoteVersionAsync, ModelMessages.Read, cancellationToken);
    }

    public Task<ModelInfo> RollbackVersionAsync(string model, RollbackRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = ModelMessages.ToMessage(model, request);
        return ChangeAsync(model, message, server.RollbackVersionAsync, ModelMessages.Read, cancellationToken);
    }

    public Task<ModelInfo> SetCanaryAsync(string model, CanaryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = ModelMessages.ToMessage(model, request);
        return ChangeAsync(model, message, server.SetCanaryAsync, ModelMessages.Read, cancellationToken);
    }

    public Task<VersionDifferences> CompareVersionsAsync(
        string model,
        string version,
        string? from,
        VariantRole? variant,
        CancellationToken cancellationToken
    )
    {
        var message = VersionDifferenceMessages.ToMessage(model, version, from, variant);
        return calls.AskAsync(options => server.CompareVersionsAsync(message, options), VersionDifferenceMessages.Read, cancellationToken);
    }
}
