using System.Text.Json;
using TransformerService.Api.Contracts;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>Reads bodies, which are JSON or forms.</summary>
internal static class DeepLReader
{
    /// <summary>What stands for a value of a form: only whether there is one matters.</summary>
    private static readonly JsonElement Some = JsonElement.Parse("true");

    public static async Task<DeepLRequest> ReadAsync(HttpRequest request, RequestBodyReader reader, CancellationToken cancellationToken) =>
        BodyMedia.IsForm(request)
            ? await reader.ReadAsync(request, static bytes => Of(FormFields.Parse(bytes)), cancellationToken)
            : await reader.ReadAsync(request, DeepLRequests.Default.DeepLRequest, cancellationToken);

    private static DeepLRequest Of(FormFields form) =>
        new()
        {
            Text = form.All("text") is { } texts ? new TextOrTexts(texts) : null,
            SourceLang = form.One("source_lang"),
            TargetLang = form.One("target_lang"),
            SplitSentences = form.One("split_sentences"),
            TagHandling = form.One("tag_handling"),
            Formality = form.One("formality"),
            Others = DeepLWire.Unsupported.Keys.Where(field => form.One(field) is { Length: > 0 }).ToDictionary(field => field, _ => Some),
            ShowBilledCharacters = form.One("show_billed_characters") is { } flag ? Flag(flag) : null,
        };

    private static DeepLFlag Flag(string text) =>
        text switch
        {
            "1" or "true" => new DeepLFlag(true),
            "0" or "false" => new DeepLFlag(false),
            _ => throw InferenceException.Invalid("$.show_billed_characters must be true or false."),
        };
}
