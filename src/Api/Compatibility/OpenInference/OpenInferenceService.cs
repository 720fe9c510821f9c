using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using TransformerService.Api.Access;
using TransformerService.Api.Grpc;
using TransformerService.Inference;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;
using TransformerService.OpenInference.V2;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>The Open Inference Protocol over gRPC: translates messages to the pipeline's records and back.</summary>
[BindServiceMethod(typeof(OpenInferenceService), nameof(BindService))]
internal sealed class OpenInferenceService(
    InferencePipeline pipeline,
    ModelDescriptions models,
    VersionService versions,
    AnswerStreams streams,
    TimeProvider timeProvider
) : GRPCInferenceService.GRPCInferenceServiceBase
{
    /// <summary>Called by gRPC: <see cref="BindServiceMethodAttribute"/> names it.</summary>
    public static void BindService(ServiceBinderBase binder, GRPCInferenceService.GRPCInferenceServiceBase? service) =>
        GRPCInferenceService.BindService(new MessageReaders(binder), service);

    [AllowAnonymous]
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    [AllowAnonymous]
    public override async Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        new() { Ready = await models.IsReadyAsync(context.CancellationToken) };

    /// <summary>As Triton, false for a model that is not there: clients wait for it.</summary>
    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        try
        {
            return Task.FromResult(new ModelReadyResponse { Ready = models.IsReady(request.Name, request.Version) });
        }
        catch (InferenceException missing) when (missing.Error == InferenceError.ModelNotFound)
        {
            return Task.FromResult(new ModelReadyResponse());
        }
    }

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(DescriptionMessages.ToMessage(ModelDescriptions.Server));

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(DescriptionMessages.ToMessage(models.Metadata(request.Name, request.Version)));

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(DescriptionMessages.ToMessage(models.Configuration(request.Name, request.Version)));

    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context) =>
        Task.FromResult(DescriptionMessages.ToMessage(models.Statistics(request.Name, request.Version)));

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        RequireNoRepository(request.RepositoryName);
        return Task.FromResult(DescriptionMessages.ToMessage(models.Index(request.Ready)));
    }

    [Authorize(AccessPolicies.Admin)]
    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(
        RepositoryModelLoadRequest request,
        ServerCallContext context
    )
    {
        RequireNoRepository(request.RepositoryName);
        ModelDescriptions.RequireOwnFiles(request.Parameters.Keys);
        await versions.ReloadAsync(request.ModelName, context.CancellationToken);
        return new RepositoryModelLoadResponse();
    }

    // Throws a status that no expected failure has; gRPC passes it on as it is.
    [Authorize(AccessPolicies.Admin)]
    public override Task<RepositoryModelUnloadResponse> RepositoryModelUnload(
        RepositoryModelUnloadRequest request,
        ServerCallContext context
    ) => throw new RpcException(new Status(StatusCode.Unimplemented, ModelDescriptions.NoUnload));

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) =>
        AnswerAsync(request, RequestHolds.UntilSent(context.GetHttpContext()), context, context.CancellationToken);

    /// <summary>Answers are in the order of the requests, as Triton's are.</summary>
    public override Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requestStream,
        IServerStreamWriter<ModelStreamInferResponse> responseStream,
        ServerCallContext context
    ) =>
        streams.RunAsync(
            requestStream,
            responseStream,
            context,
            async (request, hold, token) => InferMessages.ToStreamed(await AnswerAsync(request, hold, context, token)),
            static (request, error) => InferMessages.ToStreamed(request, OpenInferenceErrors.Instance.Fields.In(error.Message)),
            isOrdered: true
        );

    private async Task<ModelInferResponse> AnswerAsync(
        ModelInferRequest request,
        RequestHold hold,
        ServerCallContext context,
        CancellationToken cancellationToken
    )
    {
        var call = InferMessages.ToCall(request);
        var (model, variant) = models.Find(request.ModelName, request.ModelVersion);
        var asker = new PipelineAsker(
            pipeline,
            context.GetHttpContext(),
            hold,
            CallDeadline.Left(context, timeProvider),
            cancellationToken
        );
        return InferMessages.ToResponse(await TensorTasks.Of(model).AnswerAsync(call, model, variant, asker));
    }

    private static void RequireNoRepository(string name)
    {
        if (name.Length > 0)
        {
            throw InferenceException.Invalid("There is one repository, and it has no name: leave 'repository_name' out.");
        }
    }
}
