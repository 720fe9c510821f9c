using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TransformerService.Api.Contracts;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>Reads bodies, which are JSON or forms.</summary>
internal static class DeepLReader
{
    /// <summary>The most bytes of a form with a few short fields.</summary>
    private const int MostFieldBytes = 1_024;

    /// <summary>What stands for a value of a form: only whether there is one matters.</summary>
    private static readonly JsonElement Some = JsonElement.Parse("true");

    /// <summary>The body of a translation, with the glossary that it names.</summary>
    public static async Task<DeepLRequest> ReadAsync(HttpRequest request, RequestBodyReader reader, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(request, reader, Of, DeepLRequests.Default.DeepLRequest, cancellationToken);
        return await body.WithGlossaryAsync(request.HttpContext, cancellationToken);
    }

    /// <summary>The body of a glossary.</summary>
    public static Task<DeepLGlossaryRequest> ReadGlossaryAsync(
        HttpRequest request,
        RequestBodyReader reader,
        CancellationToken cancellationToken
    ) => ReadAsync(request, reader, OfGlossary, DeepLRequests.Default.DeepLGlossaryRequest, cancellationToken);

    private static Task<T> ReadAsync<T>(
        HttpRequest request,
        RequestBodyReader reader,
        Func<FormFields, T> ofForm,
        JsonTypeInfo<T> ofJson,
        CancellationToken cancellationToken
    )
        where T : class =>
        BodyMedia.IsForm(request)
            ? reader.ReadAsync(request, bytes => ofForm(FormFields.Parse(bytes)), cancellationToken)
            : reader.ReadAsync(request, ofJson, cancellationToken);

    /// <summary>The type of languages that a body asks for. DeepL's Python client sends a form even with GET.</summary>
    public static async Task<string?> LanguagesTypeAsync(
        HttpRequest request,
        RequestBodyReader reader,
        CancellationToken cancellationToken
    ) =>
        BodyMedia.IsMissing(request) ? null
        : BodyMedia.IsForm(request)
            ? await reader.ReadAsync(request, static bytes => FormFields.Parse(bytes).One("type"), cancellationToken, MostFieldBytes)
        : await reader.ReadAsync(
            request,
            static bytes => RequestBody.Parse(bytes, DeepLRequests.Default.DeepLLanguagesRequest).Type,
            cancellationToken,
            MostFieldBytes
        );

    private static DeepLRequest Of(FormFields form) =>
        new()
        {
            Text = form.All("text") is { } texts ? new TextOrTexts(texts) : null,
            SourceLang = form.One("source_lang"),
            TargetLang = form.One("target_lang"),
            SplitSentences = form.One("split_sentences"),
            TagHandling = form.One("tag_handling"),
            Formality = form.One("formality"),
            ModelType = form.One("model_type"),
            GlossaryId = form.One("glossary_id"),
            Others = DeepLWire.Unsupported.Keys.Where(field => form.One(field) is { Length: > 0 }).ToDictionary(field => field, _ => Some),
            ShowBilledCharacters = form.One("show_billed_characters") is { } flag ? Flag(flag) : null,
        };

    private static DeepLGlossaryRequest OfGlossary(FormFields form) =>
        new()
        {
            Name = form.One("name"),
            SourceLang = form.One("source_lang"),
            TargetLang = form.One("target_lang"),
            Entries = form.One("entries"),
            EntriesFormat = form.One("entries_format"),
        };

    private static DeepLFlag Flag(string text) =>
        text switch
        {
            "1" or "true" => new DeepLFlag(true),
            "0" or "false" => new DeepLFlag(false),
            _ => throw InferenceException.Invalid("$.show_billed_characters must be true or false."),
        };
}
