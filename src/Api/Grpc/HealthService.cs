using Grpc.Core;
using Grpc.Health.V1;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TransformerService.Api.Grpc;

/// <summary>
/// Package <c>grpc.health.v1</c>: the server as <c>/health/ready</c> has it (no name, or the service's), and each model by its name.
/// </summary>
[BindServiceMethod(typeof(MessageReaders), nameof(MessageReaders.BindService))]
internal sealed class HealthService(ModelCatalog catalog, IHostApplicationLifetime lifetime, TimeProvider timeProvider) : Health.HealthBase
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        Find(request.Service) is { } status
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(
                StatusCode.NotFound, $"There is no such service; name {V1.Transformer.Descriptor.FullName}, a model, or nothing."));

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(WatchPeriod, timeProvider);
        ServingStatus? sent = null;
        while (true)
        {
            var status = Find(request.Service) ?? ServingStatus.ServiceUnknown;
            if (status != sent && !context.CancellationToken.IsCancellationRequested)
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });

            sent = status;
            if (ending.IsCancellationRequested)
                return;

            try
            {
                await timer.WaitForNextTickAsync(ending.Token);
            }
            catch (OperationCanceledException)
            {
                // Once more round: a server that stops says so.
            }
        }
    }

    private ServingStatus? Find(string service)
    {
        bool? ready = service == "" || service == V1.Transformer.Descriptor.FullName
            ? catalog.WhyNotReady() is null
            : catalog.Describe().FirstOrDefault(model => model.Name == service)?.State is { } state
                ? state == ModelState.Ready
                : null;
        return ready switch
        {
            null => null,
            true when !lifetime.ApplicationStopping.IsCancellationRequested => ServingStatus.Serving,
            _ => ServingStatus.NotServing,
        };
    }
}
