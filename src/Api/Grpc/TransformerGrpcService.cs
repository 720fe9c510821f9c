using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using TransformerService.Api.Access;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Live;
using TransformerService.Inference;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Shadow;
using TransformerService.Shadow.Promotion;
using TransformerService.Shadow.Usage;
using TransformerService.V1;
using Requests = TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Package <c>transformer.v1</c>: translates messages to the pipeline's records and back.</summary>
[BindServiceMethod(typeof(MessageReaders), nameof(MessageReaders.BindService))]
internal sealed class TransformerGrpcService(
    InferencePipeline pipeline,
    ModelCatalog catalog,
    ShadowService shadow,
    VersionService versions,
    GlossaryService glossaries,
    ServerState server,
    UsageService usage,
    PromotionService promotion,
    AnswerStreams streams,
    TimeProvider timeProvider
) : Transformer.TransformerBase
{
    public override async Task<TranslateResponse> Translate(TranslateRequest request, ServerCallContext context) =>
        TranslationMessages.ToResponse(
            await AskAsync<Requests.TranslationRequest, Requests.TranslationAnswer>(TranslationMessages.ToRequest(request), context)
        );

    public override async Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) =>
        ClassificationMessages.ToResponse(
            await AskAsync<Requests.ClassificationRequest, Requests.ClassificationAnswer>(
                ClassificationMessages.ToRequest(request),
                context
            )
        );

    public override async Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context) =>
        EmbeddingMessages.ToResponse(
            await AskAsync<Requests.EmbeddingRequest, Requests.EmbeddingAnswer>(EmbeddingMessages.ToRequest(request), context)
        );

    public override async Task<RerankResponse> Rerank(RerankRequest request, ServerCallContext context) =>
        RankingMessages.ToResponse(
            await AskAsync<Requests.RerankRequest, Requests.RerankAnswer>(RankingMessages.ToRequest(request), context)
        );

    public override async Task<TagResponse> Tag(TagRequest request, ServerCallContext context) =>
        TaggingMessages.ToResponse(await AskAsync<Requests.TagRequest, Requests.TagAnswer>(TaggingMessages.ToRequest(request), context));

    public override async Task<GenerateResponse> Generate(GenerateRequest request, ServerCallContext context) =>
        GenerationMessages.ToResponse(
            await AskAsync<Requests.GenerationRequest, Requests.GenerationAnswer>(GenerationMessages.ToRequest(request), context)
        );

    public override async Task GenerateStream(
        GenerateRequest request,
        IServerStreamWriter<GenerateStreamResponse> responseStream,
        ServerCallContext context
    )
    {
        var http = context.GetHttpContext();
        var answer = await pipeline.StreamAsync(
            GenerationMessages.ToRequest(request).From(http, Left(context)),
            (part, token) => new ValueTask(responseStream.WriteAsync(GenerationMessages.ToMessage(part), token)),
            RequestHolds.UntilSent(http),
            context.CancellationToken
        );
        await responseStream.WriteAsync(
            new GenerateStreamResponse { Answer = GenerationMessages.ToResponse(answer) },
            context.CancellationToken
        );
    }

    public override async Task<ScoreResponse> Score(ScoreRequest request, ServerCallContext context) =>
        ScoreMessages.ToResponse(await AskAsync<Requests.ScoreRequest, Requests.ScoreAnswer>(ScoreMessages.ToRequest(request), context));

    public override async Task<ExplainResponse> Explain(ExplainRequest request, ServerCallContext context) =>
        ExplainMessages.ToResponse(
            await AskAsync<Requests.ExplainRequest, Requests.ExplainAnswer>(ExplainMessages.ToRequest(request), context)
        );

    public override async Task<TokenizeResponse> Tokenize(TokenizeRequest request, ServerCallContext context) =>
        TokenizationMessages.ToResponse(
            await AskAsync<Requests.TokenizationRequest, Requests.TokenizationAnswer>(TokenizationMessages.ToRequest(request), context)
        );

    public override async Task<DetokenizeResponse> Detokenize(DetokenizeRequest request, ServerCallContext context) =>
        TokenizationMessages.ToResponse(
            await AskAsync<Requests.DetokenizationRequest, Requests.DetokenizationAnswer>(TokenizationMessages.ToRequest(request), context)
        );

    public override async Task<DetectResponse> Detect(DetectRequest request, ServerCallContext context) =>
        DetectionMessages.ToResponse(
            await AskAsync<Requests.DetectionRequest, Requests.DetectionAnswer>(DetectionMessages.ToRequest(request), context)
        );

    public override Task TranslateStream(
        IAsyncStreamReader<TranslateStreamRequest> requestStream,
        IServerStreamWriter<TranslateStreamResponse> responseStream,
        ServerCallContext context
    ) =>
        streams.RunAsync(
            requestStream,
            responseStream,
            context,
            async (message, hold, token) =>
            {
                var request = TranslationMessages.ToRequest(message);
                return TranslationMessages.ToStreamed(
                    message,
                    await AskAsync<Requests.TranslationRequest, Requests.TranslationAnswer>(request, context, hold, token)
                );
            },
            TranslationMessages.ToStreamed
        );

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(ModelMessages.ToMessage(catalog.Machine, catalog.Describe()));

    public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(ModelMessages.ToMessage(catalog.Describe(request.Name)));

    [Authorize(AccessPolicies.Admin)]
    public override Task<Model> ReloadModel(ReloadModelRequest request, ServerCallContext context) =>
        ChangeAsync(context, token => versions.ReloadAsync(request.Name, token));

    [Authorize(AccessPolicies.Admin)]
    public override Task<Model> PromoteVersion(PromoteVersionRequest request, ServerCallContext context) =>
        ChangeAsync(
            context,
            token => Changes(context).PromoteAsync(request.Name, ModelMessages.ToChangedRole(request.Variant), request.Version, token)
        );

    [Authorize(AccessPolicies.Admin)]
    public override Task<Model> RollbackVersion(RollbackVersionRequest request, ServerCallContext context) =>
        ChangeAsync(context, token => Changes(context).RollbackAsync(request.Name, ModelMessages.ToChangedRole(request.Variant), token));

    [Authorize(AccessPolicies.Admin)]
    public override Task<Model> SetCanary(SetCanaryRequest request, ServerCallContext context) =>
        ChangeAsync(context, token => CanaryMessages.SetAsync(Changes(context), request, token));

    [Authorize(AccessPolicies.Admin)]
    public override Task<V1.VersionDifferences> CompareVersions(CompareVersionsRequest request, ServerCallContext context) =>
        Task.FromResult(VersionDifferenceMessages.Compare(catalog, request));

    [Authorize(AccessPolicies.Admin)]
    public override Task<V1.Glossary> GetGlossary(GetGlossaryRequest request, ServerCallContext context) =>
        Task.FromResult(GlossaryMessages.ToMessage(glossaries.Get(request.Name)));

    [Authorize(AccessPolicies.Admin)]
    public override async Task<V1.Glossary> SetGlossary(SetGlossaryRequest request, ServerCallContext context) =>
        GlossaryMessages.ToMessage(await glossaries.SetAsync(request.Name, GlossaryMessages.ToChange(request), context.CancellationToken));

    [EnableRateLimiting(CallLimits.LiveReads)]
    public override async Task WatchLive(
        WatchLiveRequest request,
        IServerStreamWriter<V1.LiveSecond> responseStream,
        ServerCallContext context
    )
    {
        await foreach (var second in server.Reader.ReadAsync(request.After, context.CancellationToken))
        {
            await responseStream.WriteAsync(LiveMessages.ToMessage(LiveWire.ToBody(second)), context.CancellationToken);
        }
    }

    [Authorize(AccessPolicies.Admin)]
    public override Task<V1.Server> GetServer(GetServerRequest request, ServerCallContext context) =>
        Task.FromResult(LiveMessages.ToMessage(LiveEndpoints.Describe(server)));

    [EnableRateLimiting(CallLimits.StoreReads)]
    public override Task<UsageResponse> GetUsage(GetUsageRequest request, ServerCallContext context) =>
        UsageMessages.ReadAsync(usage, request, context);

    [EnableRateLimiting(CallLimits.StoreReads)]
    public override Task<DecisionsResponse> ListDecisions(ListDecisionsRequest request, ServerCallContext context) =>
        CanaryMessages.ReadAsync(promotion, request, context.CancellationToken);

    [EnableRateLimiting(CallLimits.StoreReads)]
    public override async Task<ShadowReport> GetShadowReport(GetShadowReportRequest request, ServerCallContext context) =>
        ShadowMessages.ToMessage(
            await shadow.ReportAsync(request.Name, request.HasVersion ? request.Version : null, context.CancellationToken)
        );

    [EnableRateLimiting(CallLimits.StoreReads)]
    public override async Task ListDisagreements(
        ListDisagreementsRequest request,
        IServerStreamWriter<Disagreement> responseStream,
        ServerCallContext context
    )
    {
        var page = await shadow.DisagreementsAsync(request.Name, ShadowMessages.ToQuery(request), context.CancellationToken);
        page = context.GetHttpContext().User.IsAdmin() ? page : page.WithoutTexts();
        await responseStream.WriteAllAsync(page.Items.Select(ShadowMessages.ToMessage), context.CancellationToken);
    }

    [Authorize(AccessPolicies.Admin)]
    public override Task<ShadowSettings> SetShadow(SetShadowRequest request, ServerCallContext context) =>
        Task.FromResult(ShadowMessages.ToMessage(shadow.Change(request.Name, ShadowMessages.ToChange(request))));

    [EnableRateLimiting(CallLimits.StoreReads)]
    [Authorize(AccessPolicies.Admin)]
    public override async Task ExportShadow(
        ExportShadowRequest request,
        IServerStreamWriter<TrainingExample> responseStream,
        ServerCallContext context
    )
    {
        var examples = await shadow.ExportAsync(
            request.Name,
            request.Since?.ToDateTimeOffset(),
            request.HasMinSeverity ? request.MinSeverity : null,
            context.CancellationToken
        );
        await responseStream.WriteAllAsync(examples.Select(ShadowMessages.ToMessage), context.CancellationToken);
    }

    private static async Task<Model> ChangeAsync(ServerCallContext context, Func<CancellationToken, Task<ModelInfo>> change) =>
        ModelMessages.ToMessage(await change(context.CancellationToken));

    private VersionService Changes(ServerCallContext context) => promotion.ChangesBy(Callers.UsageKey(context.GetHttpContext()));

    private Task<TAnswer> AskAsync<TRequest, TAnswer>(TRequest request, ServerCallContext context)
        where TRequest : Requests.InferenceRequest
        where TAnswer : Requests.InferenceAnswer =>
        AskAsync<TRequest, TAnswer>(request, context, RequestHolds.UntilSent(context.GetHttpContext()), context.CancellationToken);

    private Task<TAnswer> AskAsync<TRequest, TAnswer>(
        TRequest request,
        ServerCallContext context,
        RequestHold hold,
        CancellationToken cancellationToken
    )
        where TRequest : Requests.InferenceRequest
        where TAnswer : Requests.InferenceAnswer =>
        pipeline.AskAsync<TRequest, TAnswer>(request.From(context.GetHttpContext(), Left(context)), hold, cancellationToken);

    private TimeSpan? Left(ServerCallContext context) => CallDeadline.Left(context, timeProvider);
}
