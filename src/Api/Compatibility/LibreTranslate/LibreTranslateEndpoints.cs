using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>LibreTranslate's calls, with this server's translation models.</summary>
internal static class LibreTranslateEndpoints
{
    public static IServiceCollection AddLibreTranslate(this IServiceCollection services) =>
        services.AddSingleton(LibreTranslateDocument.Instance).AddSingleton<LibreTranslateLanguages>();

    public static void MapLibreTranslate(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.Offers(static options => options.LibreTranslate))
        {
            return;
        }

        var errors = LibreTranslateErrors.Instance;
        endpoints
            .MapCall<LibreTranslateRequest, TranslationRequest, TranslationAnswer>(
                "/translate",
                errors,
                LibreTranslateReader.ReadAsync,
                static (_, body) => LibreTranslateWire.ToRequest(body),
                static (context, body, answer) => LibreTranslateWire.ToResult(body, answer, LanguagesOf(context)),
                LibreTranslateDocument.Translate,
                static (context, body, request) => LibreTranslateWire.ToResultOfOneLanguage(body, request, LanguagesOf(context))
            )
            .WithMetadata(LibreTranslateReader.Instance);
        endpoints
            .MapCall<LibreTranslateRequest, DetectionRequest, DetectionAnswer>(
                "/detect",
                errors,
                LibreTranslateReader.ReadAsync,
                static (_, body) => LibreTranslateWire.ToDetection(body),
                static (context, _, answer) => LibreTranslateWire.ToResult(answer, LanguagesOf(context)),
                LibreTranslateDocument.Detect
            )
            .WithMetadata(LibreTranslateReader.Instance);
        endpoints.MapGet("/languages", ListLanguages).Answers(errors, LibreTranslateDocument.Languages).AllowAnonymous();
        endpoints.MapGet("/frontend/settings", GetSettings).Answers(errors, LibreTranslateDocument.Settings).AllowAnonymous();
    }

    private static TranslatorLanguages LanguagesOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<TranslatorLanguages>();

    private static FileContentHttpResult ListLanguages(LibreTranslateLanguages languages) =>
        TypedResults.Bytes(languages.Json, "application/json");

    private static JsonHttpResult<LibreSettings> GetSettings(
        TranslatorLanguages languages,
        KeyRing keys,
        IOptions<AccessOptions> access,
        IOptions<InferenceOptions> limits
    )
    {
        var (source, targets) = languages.Pairs.FirstOrDefault();
        return TypedResults.Json(
            new LibreSettings
            {
                CharLimit = limits.Value.MaxCharactersPerRequest,
                ApiKeys = !keys.IsEmpty,
                KeyRequired = !keys.IsEmpty && !access.Value.AllowAnonymous,
                Language = new LibrePair(Named(source), Named(targets?.FirstOrDefault())),
            },
            LibreTranslateJson.Answers.LibreSettings
        );
    }

    private static LibreLanguage? Named(string? code) =>
        code is null ? null : new LibreLanguage(code, TranslatorLanguages.NameOf(code), null);
}
