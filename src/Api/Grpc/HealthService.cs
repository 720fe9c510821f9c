using Grpc.Core;
using Grpc.Health.V1;
using TransformerService.Models.Errors;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TransformerService.Api.Grpc;

/// <summary>
/// Package <c>grpc.health.v1</c>: the server's state as in <c>/health/ready</c> (under no name, or the service's), and each model's under
/// its name.
/// </summary>
[BindServiceMethod(typeof(MessageReaders), nameof(MessageReaders.BindService))]
internal sealed class HealthService(HealthStates states, HealthWatchers watchers) : Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        states.Now.Find(request.Service) is { } status
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new InferenceException(
                InferenceError.ModelNotFound,
                $"There is no such service; name {V1.Transformer.Descriptor.FullName}, a model, or nothing."
            );

    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    )
    {
        using var place = watchers.Enter(context.GetHttpContext().Connection.RemoteIpAddress);
        ServingStatus? sent = null;
        while (!context.CancellationToken.IsCancellationRequested)
        {
            var now = states.Now;
            var status = now.Find(request.Service) ?? ServingStatus.ServiceUnknown;
            if (status != sent)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
            }

            sent = status;
            if (now.IsLast)
            {
                return;
            }

            await now.Replaced.WaitAsync(context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
