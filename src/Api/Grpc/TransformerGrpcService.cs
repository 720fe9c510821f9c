using Grpc.Core;
using Microsoft.Extensions.Options;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.V1;

namespace TransformerService.Api.Grpc;

/// <summary>Package <c>transformer.v1</c>: translates messages to the pipeline's records and back.</summary>
internal sealed class TransformerGrpcService(
    InferencePipeline pipeline,
    ModelCatalog catalog,
    GrpcFailures failures,
    IOptions<GrpcOptions> options,
    IHostApplicationLifetime lifetime) : Transformer.TransformerBase
{
    public override async Task<TranslateResponse> Translate(TranslateRequest request, ServerCallContext context) =>
        TranslationMessages.ToResponse(await pipeline.TranslateAsync(TranslationMessages.ToRequest(request), context.CancellationToken));

    public override async Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) =>
        ClassificationMessages.ToResponse(await pipeline.ClassifyAsync(ClassificationMessages.ToRequest(request), context.CancellationToken));

    public override async Task TranslateStream(
        IAsyncStreamReader<TranslateStreamRequest> requestStream,
        IServerStreamWriter<TranslateStreamResponse> responseStream,
        ServerCallContext context)
    {
        using var stream = new TranslationStream(
            pipeline.TranslateAsync, failures, options.Value.MaxStreamInFlight, lifetime.ApplicationStopping, context.CancellationToken);
        await stream.RunAsync(requestStream, responseStream);
    }

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { catalog.Describe().Select(ModelMessages.ToMessage) } });

    public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(ModelMessages.ToMessage(catalog.Describe(request.Name)));
}
