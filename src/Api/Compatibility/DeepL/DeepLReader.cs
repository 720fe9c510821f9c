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

    /// <summary>A field of a call that may have a form as its body, as DeepL's Python client sends it even with GET.</summary>
    public static async Task<string?> FieldAsync(
        HttpRequest request,
        RequestBodyReader reader,
        string name,
        CancellationToken cancellationToken
    ) =>
        request.ContentType?.StartsWith(BodyMedia.Form, StringComparison.OrdinalIgnoreCase) == true && BodyMedia.IsForm(request)
            ? await reader.ReadAsync(request, bytes => FormFields.Parse(bytes).One(name), cancellationToken, MostFieldBytes)
            : null;

    private static DeepLRequest Of(FormFields form) =>
        new()
        {
            Text = form.All("text") is { } texts ? new TextOrTexts(texts) : null,
            SourceLang = form.One("source_lang"),
            TargetLang = form.One("target_lang"),
            SplitSentences = form.One("split_sentences"),
            TagHandling = form.One("tag_handling"),
            Formality = form.One("formality"),
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
