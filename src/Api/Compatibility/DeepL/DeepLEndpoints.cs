using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Endpoints;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Usage;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>DeepL's calls (API version 2), with this server's translation models.</summary>
internal static class DeepLEndpoints
{
    private const string Sources = "source",
        Targets = "target";

    public static IServiceCollection AddDeepL(this IServiceCollection services) =>
        services.AddSingleton(DeepLDocument.Instance).AddSingleton(new KeyScheme("DeepL-Auth-Key", static apis => apis.DeepL));

    public static void MapDeepL(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.Offers(static options => options.DeepL))
        {
            return;
        }

        var errors = DeepLErrors.Instance;
        endpoints.MapCall<DeepLRequest, TranslationRequest, TranslationAnswer>(
            "/v2/translate",
            errors,
            DeepLReader.ReadAsync,
            static (_, body) => DeepLWire.ToRequest(body),
            static (_, body, answer) => TypedResults.Json(DeepLWire.ToAnswer(body, answer), DeepLJson.Answers.DeepLTranslations),
            DeepLDocument.Translate
        );
        endpoints
            .MapMethods("/v2/usage", [HttpMethods.Get, HttpMethods.Post], GetUsageAsync)
            .RequireRateLimiting(CallLimits.StoreReads)
            .Answers(errors, DeepLDocument.Usage);
        endpoints
            .MapMethods("/v2/languages", [HttpMethods.Get, HttpMethods.Post], ListLanguagesAsync)
            .Answers(errors, DeepLDocument.Languages);
        endpoints.MapGet("/v2/glossary-language-pairs", ListPairs).Answers(errors, DeepLDocument.GlossaryPairs);
        endpoints.MapDeepLGlossaries();
    }

    private static async Task<JsonHttpResult<IReadOnlyList<DeepLLanguage>>> ListLanguagesAsync(
        HttpRequest request,
        TranslatorLanguages languages,
        RequestBodyReader reader,
        CancellationToken cancellationToken
    )
    {
        var pairs = languages.Pairs;
        var asked = request.Query["type"].ToString();
        var isTarget = (asked.Length > 0 ? asked : await DeepLReader.LanguagesTypeAsync(request, reader, cancellationToken)) switch
        {
            null or "" or Sources => false,
            Targets => true,
            _ => throw InferenceException.Invalid($"'type' must be \"{Sources}\" or \"{Targets}\"."),
        };
        IEnumerable<string> codes = isTarget ? pairs.Values.SelectMany(static targets => targets).Distinct().Order() : pairs.Keys;
        return TypedResults.Json<IReadOnlyList<DeepLLanguage>>(
            [
                .. codes.Select(code => new DeepLLanguage(DeepLWire.Code(code), TranslatorLanguages.NameOf(code))
                {
                    SupportsFormality = isTarget ? false : null,
                }),
            ],
            DeepLJson.Answers.IReadOnlyListDeepLLanguage
        );
    }

    private static async Task<JsonHttpResult<DeepLUsage>> GetUsageAsync(
        HttpContext context,
        UsageService usage,
        CancellationToken cancellationToken
    )
    {
        var report = await usage.ReportAsync(context, month: null, Callers.UsageKey(context), cancellationToken);
        var own = report.Keys.Single(); // one key was asked for
        return TypedResults.Json(
            new DeepLUsage(own.Count.Characters, own.Quota?.Characters ?? DeepLUsage.Unlimited),
            DeepLJson.Answers.DeepLUsage
        );
    }

    private static JsonHttpResult<DeepLGlossaryPairs> ListPairs(TranslatorLanguages languages) =>
        TypedResults.Json(
            new DeepLGlossaryPairs([
                .. languages.Pairs.SelectMany(static pair => pair.Value.Select(target => new DeepLGlossaryPair(pair.Key, target))),
            ]),
            DeepLJson.Answers.DeepLGlossaryPairs
        );
}
