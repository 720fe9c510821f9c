using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Lifecycle;
using TransformerService.Api.Live;
using TransformerService.Api.Ports;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Shadow;
using TransformerService.V1;

namespace TransformerService.Api.Grpc;

/// <summary>Package <c>transformer.v1</c>: translates messages to the pipeline's records and back.</summary>
[BindServiceMethod(typeof(MessageReaders), nameof(MessageReaders.BindService))]
internal sealed class TransformerGrpcService(
    InferencePipeline pipeline,
    ModelCatalog catalog,
    ShadowService shadow,
    VersionService versions,
    GlossaryService glossaries,
    LiveSeries live,
    LiveReader liveReader,
    ServerSettings settings,
    GrpcFailures failures,
    IOptions<GrpcOptions> options,
    StreamedTexts streamedTexts,
    TimeProvider timeProvider,
    Drain drain
) : Transformer.TransformerBase
{
    /// <summary>The time left of a call whose deadline has passed: gRPC is about to end it.</summary>
    private static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(1);

    public override async Task<TranslateResponse> Translate(TranslateRequest request, ServerCallContext context)
    {
        var (http, asked) = (context.GetHttpContext(), TranslationMessages.ToRequest(request));
        return TranslationMessages.ToResponse(
            await pipeline.TranslateAsync(asked.From(http, Left(context)), RequestHolds.UntilSent(http), context.CancellationToken)
        );
    }

    public override async Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context)
    {
        var (http, asked) = (context.GetHttpContext(), ClassificationMessages.ToRequest(request));
        return ClassificationMessages.ToResponse(
            await pipeline.ClassifyAsync(asked.From(http, Left(context)), RequestHolds.UntilSent(http), context.CancellationToken)
        );
    }

    public override async Task<ScoreResponse> Score(ScoreRequest request, ServerCallContext context)
    {
        var (http, asked) = (context.GetHttpContext(), ScoreMessages.ToRequest(request));
        return ScoreMessages.ToResponse(
            await pipeline.ScoreAsync(asked.From(http, Left(context)), RequestHolds.UntilSent(http), context.CancellationToken)
        );
    }

    public override async Task<TokenizeResponse> Tokenize(TokenizeRequest request, ServerCallContext context)
    {
        var (http, asked) = (context.GetHttpContext(), TokenizationMessages.ToRequest(request));
        return TokenizationMessages.ToResponse(
            await pipeline.TokenizeAsync(asked.From(http, Left(context)), RequestHolds.UntilSent(http), context.CancellationToken)
        );
    }

    public override async Task<DetokenizeResponse> Detokenize(DetokenizeRequest request, ServerCallContext context)
    {
        var (http, asked) = (context.GetHttpContext(), TokenizationMessages.ToRequest(request));
        return TokenizationMessages.ToResponse(
            await pipeline.DetokenizeAsync(asked.From(http, Left(context)), RequestHolds.UntilSent(http), context.CancellationToken)
        );
    }

    public override async Task TranslateStream(
        IAsyncStreamReader<TranslateStreamRequest> requestStream,
        IServerStreamWriter<TranslateStreamResponse> responseStream,
        ServerCallContext context
    )
    {
        using var open = drain.BeginStream();
        var http = context.GetHttpContext();
        using var stream = new TranslationStream(
            (request, hold, token) => pipeline.TranslateAsync(request.From(http, Left(context)), hold, token),
            () => streamedTexts.Count(http),
            failures,
            options.Value.MaxStreamInFlight,
            drain.Closing,
            context.CancellationToken
        );
        await stream.RunAsync(requestStream, responseStream);
    }

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
            token => versions.PromoteAsync(request.Name, ModelMessages.ToChangedRole(request.Variant), request.Version, token)
        );

    [Authorize(AccessPolicies.Admin)]
    public override Task<Model> RollbackVersion(RollbackVersionRequest request, ServerCallContext context) =>
        ChangeAsync(context, token => versions.RollbackAsync(request.Name, ModelMessages.ToChangedRole(request.Variant), token));

    [Authorize(AccessPolicies.Admin)]
    public override Task<Model> SetCanary(SetCanaryRequest request, ServerCallContext context) =>
        ChangeAsync(
            context,
            token =>
                versions.SetCanaryAsync(
                    request.Name,
                    ModelMessages.ToChangedRole(request.Variant),
                    request.HasVersion ? request.Version : null,
                    request.Share,
                    token
                )
        );

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
        await foreach (var second in liveReader.ReadAsync(request.After, context.CancellationToken))
        {
            await responseStream.WriteAsync(LiveMessages.ToMessage(LiveWire.ToBody(second)), context.CancellationToken);
        }
    }

    [Authorize(AccessPolicies.Admin)]
    public override Task<V1.Server> GetServer(GetServerRequest request, ServerCallContext context) =>
        Task.FromResult(LiveMessages.ToMessage(LiveEndpoints.Describe(settings, live)));

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
        foreach (var item in page.Items)
        {
            await responseStream.WriteAsync(ShadowMessages.ToMessage(item), context.CancellationToken);
        }
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
        foreach (var example in examples)
        {
            await responseStream.WriteAsync(ShadowMessages.ToMessage(example), context.CancellationToken);
        }
    }

    private static async Task<Model> ChangeAsync(ServerCallContext context, Func<CancellationToken, Task<ModelInfo>> change) =>
        ModelMessages.ToMessage(await change(context.CancellationToken));

    /// <summary>How long a call has until its deadline; <see langword="null"/> without one.</summary>
    private TimeSpan? Left(ServerCallContext context)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            return null;
        }

        var left = context.Deadline - timeProvider.GetUtcNow().UtcDateTime;
        return left > ShortestTime ? left : ShortestTime;
    }
}
