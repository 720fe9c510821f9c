using TransformerService.Api.Ports;
using TransformerService.Api.Swagger;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>The calls of Text Embeddings Inference: at the root, and below /tei/NAME for a model of that name.</summary>
internal static class TeiEndpoints
{
    /// <summary>Text Embeddings Inference serves one model; here a path chooses one of several.</summary>
    public const string OfModel = Root + "/{" + TeiModels.PathPart + "}";

    /// <summary>Below it are the calls that name their model.</summary>
    public const string Root = "/tei";

    public static IServiceCollection AddTextEmbeddings(this IServiceCollection services) =>
        services.AddSingleton(TeiDocument.Instance).AddSingleton<TeiModels>().AddSingleton<TeiCalls>().AddSingleton<TeiServer>();

    public static void MapTextEmbeddings(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.Offers(static options => options.TextEmbeddings))
        {
            return;
        }

        foreach (var root in (string[])["", OfModel])
        {
            endpoints.MapCalls(root);
            endpoints.Get(root + "/info", TeiDocument.Info, static (context, server) => server.Info(context));
            endpoints.Get(root + ProbePaths.Ping, TeiDocument.Ping, static (context, server) => server.Ping(context)).AllowAnonymous(); // probes have no key
        }

        // At the root, /health is shared with other APIs, and / leads to the console.
        endpoints.Get(OfModel + "/health", TeiDocument.Ping, static (context, server) => server.Ping(context)).AllowAnonymous();
        endpoints.Get(OfModel, TeiDocument.Ping, static (context, server) => server.Ping(context)).AllowAnonymous();
    }

    private static void MapCalls(this IEndpointRouteBuilder endpoints, string root)
    {
        endpoints.Post(root.Length == 0 ? "/" : root, TeiDocument.Any, static (context, calls, token) => calls.AnswerAsync(context, token));
        endpoints.Post(root + "/invocations", TeiDocument.Any, static (context, calls, token) => calls.AnswerAsync(context, token));
        endpoints.Post(root + "/embed", TeiDocument.Embed, static (context, calls, token) => calls.EmbedAsync(context, token));
        endpoints.Post(root + "/predict", TeiDocument.Predict, static (context, calls, token) => calls.PredictAsync(context, token));
        endpoints.Post(root + "/rerank", TeiDocument.Rerank, static (context, calls, token) => calls.RerankAsync(context, token));
        endpoints.Post(
            root + "/similarity",
            TeiDocument.Similarity,
            static (context, calls, token) => calls.SimilarityAsync(context, token)
        );
        endpoints.Post(root + "/tokenize", TeiDocument.Tokenize, static (context, calls, token) => calls.TokenizeAsync(context, token));
        endpoints.Post(root + "/decode", TeiDocument.Decode, static (context, calls, token) => calls.DecodeAsync(context, token));
        endpoints.Refuse(root + "/embed_all", "The embeddings of single tokens are not available");
        endpoints.Refuse(root + "/embed_sparse", "Model is not an embedding model with SPLADE pooling");
    }

    private static RouteHandlerBuilder Get(
        this IEndpointRouteBuilder endpoints,
        string path,
        ForeignCall description,
        Func<HttpContext, TeiServer, IResult> answer
    ) =>
        endpoints.MapGet(path, (HttpContext context, TeiServer server) => answer(context, server)).Answers(TeiErrors.Instance, description);

    private static void Post(
        this IEndpointRouteBuilder endpoints,
        string path,
        ForeignCall description,
        Func<HttpContext, TeiCalls, CancellationToken, Task<IResult>> answer
    ) =>
        endpoints
            .MapPost(
                path,
                (HttpContext context, TeiCalls calls, CancellationToken cancellationToken) => answer(context, calls, cancellationToken)
            )
            .Answers(TeiErrors.Instance, description);

    private static void Refuse(this IEndpointRouteBuilder endpoints, string path, string message) =>
        endpoints.MapPost(path, () => TeiErrors.WrongModel(message)).Answers(TeiErrors.Instance);
}
