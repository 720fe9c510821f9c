using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Errors;
using TransformerService.Api.Swagger;
using TransformerService.Inference;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility;

/// <summary>Maps the calls of other servers' APIs: each only translates bodies and failures.</summary>
internal static class ForeignCalls
{
    /// <summary>Stands for an empty text where only its language is asked for.</summary>
    private const string NoWords = ".";

    /// <summary>Whether an API is switched on.</summary>
    public static bool Offers(this IEndpointRouteBuilder endpoints, Func<CompatibilityOptions, ForeignApiOptions> api) =>
        api(endpoints.ServiceProvider.GetRequiredService<IOptions<CompatibilityOptions>>().Value).Enabled;

    /// <summary>Maps a POST that a model answers.</summary>
    /// <param name="endpoints">Where it is mapped.</param>
    /// <param name="path">Its path.</param>
    /// <param name="errors">How its failures look.</param>
    /// <param name="read">Reads the body.</param>
    /// <param name="toRequest">Makes the pipeline's request of it.</param>
    /// <param name="toResult">Makes the answer.</param>
    /// <param name="description">Its description in the API's OpenAPI document.</param>
    /// <param name="withoutModel">Answers a request that needs no model; <see langword="null"/> for one that does.</param>
    public static RouteHandlerBuilder MapCall<TBody, TRequest, TAnswer>(
        this IEndpointRouteBuilder endpoints,
        string path,
        ErrorForm errors,
        Func<HttpRequest, RequestBodyReader, CancellationToken, Task<TBody>> read,
        Func<HttpRequest, TBody, TRequest> toRequest,
        Func<HttpContext, TBody, TAnswer, IResult> toResult,
        ForeignCall description,
        Func<HttpContext, TBody, TRequest, IResult?>? withoutModel = null
    )
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer
    {
        return endpoints.MapPost(path, AnswerAsync).Answers(errors, description);

        async Task<IResult> AnswerAsync(
            HttpRequest request,
            RequestBodyReader reader,
            InferencePipeline pipeline,
            CancellationToken cancellationToken
        )
        {
            var timeout = RequestTimeoutHeader.Read(request);
            var body = await read(request, reader, cancellationToken);
            var asked = toRequest(request, body);
            if (withoutModel?.Invoke(request.HttpContext, body, asked) is { } result)
            {
                // Limits, shares and the quota are those of a call that looks at texts.
                string[] texts = [.. asked.Texts.Select(static text => string.IsNullOrWhiteSpace(text) ? NoWords : text)];
                _ = await pipeline.AskAsync<DetectionRequest, DetectionAnswer>(
                    request.HttpContext,
                    new DetectionRequest(texts),
                    timeout,
                    cancellationToken
                );
                return result;
            }

            var answer = await pipeline.AskAsync<TRequest, TAnswer>(request.HttpContext, asked, timeout, cancellationToken);
            return toResult(request.HttpContext, body, answer);
        }
    }

    /// <summary>Sets how a call's failures look, and describes it in its API's OpenAPI document; without a description it is in none.</summary>
    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder call, ErrorForm errors, ForeignCall? description = null)
    {
        call.WithMetadata(errors).AddEndpointFilter<ExpectedFailureFilter>();
        return description is null ? call : call.WithMetadata(description);
    }
}
