using Grpc.Core;
using TransformerService.V1;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>A service that does in GetModel what a test tells it.</summary>
internal sealed class FailingService(Func<ServerCallContext, Task<Model>> getModel) : Transformer.TransformerBase
{
    public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context) => getModel(context);
}
