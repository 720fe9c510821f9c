using System.Text.Json;
using TransformerService.Api.Contracts;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>Reads bodies, which are JSON or forms.</summary>
internal static class DeepLReader
{
    /// <summary>What stands for the names of a form: only whether there are some matters.</summary>
    private static readonly JsonElement SomeTags = JsonElement.Parse("[0]");

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
            GlossaryId = form.One("glossary_id"),
            IgnoreTags = form.One("ignore_tags") is { Length: > 0 } ? SomeTags : null,
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
