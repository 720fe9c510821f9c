using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Api.Ports;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>The Open Inference Protocol over REST: <c>/v2</c>.</summary>
internal static class OpenInferenceEndpoints
{
    private const string Root = "/v2",
        Repository = Root + "/repository",
        Model = "model",
        Version = "version";

    private static readonly string[] Models = [Root + "/models/{model}", Root + "/models/{model}/versions/{version}"];

    /// <summary>Paths of Triton's for what this server does not have.</summary>
    private static readonly string[] NotThere =
    [
        Root + "/systemsharedmemory/{**rest}",
        Root + "/cudasharedmemory/{**rest}",
        Root + "/trace/setting",
        Root + "/logging",
        .. Models.SelectMany(static model => (string[])[model + "/trace/setting", model + "/generate", model + "/generate_stream"]),
    ];

    public static void MapOpenInference(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.Offers(static options => options.OpenInference))
        {
            return;
        }

        endpoints.ServiceProvider.GetRequiredService<ModelCounts>(); // counts from here on
        MapServer(endpoints);
        foreach (var path in Models)
        {
            endpoints.MapGet(path, GetMetadata).Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Metadata);
            endpoints.MapGet(path + "/ready", GetModelReady).Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.ModelReady);
            endpoints.MapGet(path + "/config", GetConfiguration).Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Configuration);
            endpoints.MapGet(path + "/stats", GetStatistics).Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Statistics);
            endpoints.MapPost(path + "/infer", InferAsync).Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Infer);
        }

        endpoints.MapPost(Repository + "/index", IndexAsync).Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Index);
        endpoints
            .MapPost(Repository + "/models/{model}/load", LoadAsync)
            .Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Load)
            .RequireAuthorization(AccessPolicies.Admin);
        endpoints
            .MapPost(Repository + "/models/{model}/unload", static () => NotImplemented(ModelDescriptions.NoUnload))
            .Answers(OpenInferenceErrors.Instance)
            .RequireAuthorization(AccessPolicies.Admin);
        foreach (var path in NotThere)
        {
            endpoints
                .MapMethods(
                    path,
                    [HttpMethods.Get, HttpMethods.Post],
                    static () => NotImplemented("This server has no shared memory, trace or log settings, and no 'generate'.")
                )
                .Answers(OpenInferenceErrors.Instance);
        }

        endpoints.MapOpenInferenceService();
    }

    private static void MapServer(IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet(Root, static () => TypedResults.Json(ModelDescriptions.Server, OpenInferenceJson.Answers.ServerMetadataBody))
            .Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Server);
        endpoints
            .MapGet(ProbePaths.InferenceLive, static () => TypedResults.Json(new LiveBody(true), OpenInferenceJson.Answers.LiveBody))
            .Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Live)
            .AllowAnonymous(); // probes have no key
        endpoints
            .MapGet(ProbePaths.InferenceReady, GetReadyAsync)
            .Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Ready)
            .AllowAnonymous();
        endpoints.MapGet(Root + "/models", ListModels).Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Models);
        endpoints
            .MapGet(
                Root + "/models/stats",
                static (ModelDescriptions models) =>
                    TypedResults.Json(models.Statistics(null, null), OpenInferenceJson.Answers.StatisticsBody)
            )
            .Answers(OpenInferenceErrors.Instance, OpenInferenceDocument.Statistics);
    }

    private static async Task<JsonHttpResult<ReadyBody>> GetReadyAsync(ModelDescriptions models, CancellationToken cancellationToken)
    {
        var isReady = await models.IsReadyAsync(cancellationToken);
        return TypedResults.Json(
            new ReadyBody(null, isReady),
            OpenInferenceJson.Answers.ReadyBody,
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }

    private static JsonHttpResult<ModelListBody> ListModels(ModelDescriptions models) =>
        TypedResults.Json(
            new ModelListBody([.. models.Index(readyOnly: false).Select(static model => model.Name)]),
            OpenInferenceJson.Answers.ModelListBody
        );

    private static JsonHttpResult<ReadyBody> GetModelReady(HttpContext context, ModelDescriptions models) =>
        models.IsReady(NameOf(context), VersionOf(context))
            ? TypedResults.Json(new ReadyBody(NameOf(context), true), OpenInferenceJson.Answers.ReadyBody)
            : throw new InferenceException(InferenceError.ModelNotReady, "The model is not ready; GET /v1/models says why.");

    private static JsonHttpResult<ModelMetadataBody> GetMetadata(HttpContext context, ModelDescriptions models) =>
        TypedResults.Json(models.Metadata(NameOf(context), VersionOf(context)), OpenInferenceJson.Answers.ModelMetadataBody);

    private static JsonHttpResult<ModelConfigBody> GetConfiguration(HttpContext context, ModelDescriptions models) =>
        TypedResults.Json(models.Configuration(NameOf(context), VersionOf(context)), OpenInferenceJson.Answers.ModelConfigBody);

    private static JsonHttpResult<StatisticsBody> GetStatistics(HttpContext context, ModelDescriptions models) =>
        TypedResults.Json(models.Statistics(NameOf(context), VersionOf(context)), OpenInferenceJson.Answers.StatisticsBody);

    private static async Task<InferResult> InferAsync(
        HttpRequest request,
        RequestBodyReader reader,
        InferencePipeline pipeline,
        ModelDescriptions models,
        CancellationToken cancellationToken
    )
    {
        var context = request.HttpContext;
        var timeLimit = RequestTimeoutHeader.Read(request);
        var call = await InferRequestReader.ReadAsync(request, reader, cancellationToken);
        var (model, variant) = models.Find(NameOf(context), VersionOf(context));
        var asker = new PipelineAsker(pipeline, context, RequestHolds.UntilSent(context), timeLimit, cancellationToken);
        var answer = await TensorTasks.Of(model).AnswerAsync(call, model, variant, asker);
        return new InferResult(answer, output => InferRequestReader.IsBinary(call, output));
    }

    private static async Task<JsonHttpResult<IReadOnlyList<ModelIndexBody>>> IndexAsync(
        HttpRequest request,
        RequestBodyReader reader,
        ModelDescriptions models,
        CancellationToken cancellationToken
    )
    {
        BodyMedia.RequireIdentity(request);
        var isReadyOnly = await reader.ReadAsync(
            request,
            static body => !body.IsEmpty && RequestBody.Parse(body, OpenInferenceRequests.Default.IndexRequestBody).Ready == true,
            cancellationToken
        );
        return TypedResults.Json(models.Index(isReadyOnly), OpenInferenceJson.Answers.IReadOnlyListModelIndexBody);
    }

    private static async Task<Ok> LoadAsync(
        HttpRequest request,
        RequestBodyReader reader,
        VersionService versions,
        CancellationToken cancellationToken
    )
    {
        BodyMedia.RequireIdentity(request);
        var parameters = await reader.ReadAsync(
            request,
            static body =>
                (body.IsEmpty ? null : RequestBody.Parse(body, OpenInferenceRequests.Default.ControlRequestBody).Parameters)
                ?? InferParameters.None,
            cancellationToken
        );
        ModelDescriptions.RequireOwnFiles(parameters.Names);
        await versions.ReloadAsync(NameOf(request.HttpContext), cancellationToken);
        return TypedResults.Ok();
    }

    private static JsonHttpResult<FailureBody> NotImplemented(string detail) =>
        TypedResults.Json(new FailureBody(detail), OpenInferenceJson.Answers.FailureBody, statusCode: StatusCodes.Status501NotImplemented);

    private static string NameOf(HttpContext context) => context.GetRouteValue(Model) as string ?? "";

    private static string? VersionOf(HttpContext context) => context.GetRouteValue(Version) as string;
}
