using System.Collections.Frozen;
using System.Text.Json;
using TransformerService.Api.Contracts;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Languages;
using TransformerService.Models.Requests;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>Translates between DeepL's bodies and the pipeline's records.</summary>
internal static class DeepLWire
{
    private const string NoNewLines = "nonewlines";

    private const string NoStyle = "no model here takes instructions";

    /// <summary>Fields that would change the translation, and what holds instead; other fields are ignored.</summary>
    public static FrozenDictionary<string, string> Unsupported { get; } =
        new Dictionary<string, string>
        {
            ["glossary_ids"] = "a call takes one glossary, as $.glossary_id",
            ["ignore_tags"] = "write translate=\"no\" at the elements that are to stay as they are",
            ["style_id"] = NoStyle,
            ["custom_instructions"] = NoStyle,
            ["translation_memory_id"] = "there is no translation memory",
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="InferenceException">A field is missing, or asks for what no model here can do.</exception>
    public static TranslationRequest ToRequest(DeepLRequest body)
    {
        var format = body.TagHandling switch
        {
            null or "" => TextFormat.Text,
            "html" => TextFormat.Html,
            "xml" => TextFormat.Xml,
            _ => throw InferenceException.Invalid("$.tag_handling must be \"xml\" or \"html\"."),
        };
        CheckFormality(body.Formality);
        if (body.Others?.FirstOrDefault(static field => Unsupported.ContainsKey(field.Key) && IsSet(field.Value)).Key is { } refused)
        {
            throw InferenceException.Invalid($"$.{refused} is not supported: {Unsupported[refused]}; leave the field out.");
        }

        CheckGlossary(body, format);
        return new TranslationRequest(WireValues.Required(body.Text))
        {
            Source = body.SourceLang is { Length: > 0 } source ? source : TranslationRequest.Auto,
            Glossary = body.Glossary?.Entries ?? [],
            Target = WireValues.Required(body.TargetLang, "target_lang"),
            Format = format,
            Options = body.SplitSentences switch
            {
                null or "1" => TranslationOptions.Default,
                "0" when format == TextFormat.Text => TranslationOptions.Default with { SplitSentences = false },
                "0" => TranslationOptions.Default, // a document is translated block by block
                NoNewLines when format != TextFormat.Text => TranslationOptions.Default, // line breaks between tags are white space
                NoNewLines => throw InferenceException.Invalid(
                    $"$.split_sentences \"{NoNewLines}\" needs $.tag_handling; send \"1\" or \"0\"."
                ),
                _ => throw InferenceException.Invalid($"$.split_sentences must be \"0\", \"1\" or \"{NoNewLines}\"."),
            },
        };
    }

    public static DeepLTranslations ToAnswer(DeepLRequest body, TranslationAnswer answer) =>
        new([
            .. answer.Translations.Select(
                (text, index) =>
                    new DeepLTranslation(SourceCode(text.DetectedLanguage?.Language ?? body.SourceLang ?? ""), text.Text)
                    {
                        ModelTypeUsed =
                            string.IsNullOrEmpty(body.ModelType) ? null
                            : answer.Variant == VariantRole.Student ? "latency_optimized"
                            : "quality_optimized",
                        BilledCharacters =
                            body.ShowBilledCharacters?.IsSet != true ? null
                            : IsCopied(text) ? 0
                            : body.Text is { } sent ? UnicodeText.CodePoints(sent.Values[index])
                            : null,
                    }
            ),
        ]);

    private static void CheckFormality(string? formality)
    {
        switch (formality)
        {
            case null or "" or "default" or "prefer_more" or "prefer_less":
                return;
            case "more" or "less":
                throw InferenceException.Invalid(
                    "$.formality is not supported for any target language here; send \"prefer_more\" or \"prefer_less\", or leave it out."
                );
            default:
                throw InferenceException.Invalid(
                    "$.formality must be \"default\", \"prefer_more\" or \"prefer_less\"; \"more\" and \"less\" are not supported here."
                );
        }
    }

    private static void CheckGlossary(DeepLRequest body, TextFormat format)
    {
        if (body.Glossary is not { Glossary: { } glossary })
        {
            return;
        }

        if (body.SourceLang is not { Length: > 0 } source)
        {
            throw InferenceException.Invalid("$.source_lang is required with $.glossary_id.");
        }

        if (
            !LanguageTag.AreSame(source, glossary.Source)
            || !LanguageTag.AreSame(WireValues.Required(body.TargetLang, "target_lang"), glossary.Target)
        )
        {
            throw InferenceException.Invalid("$.glossary_id is a glossary for other languages than $.source_lang and $.target_lang.");
        }

        if (body.SplitSentences == "0" && format == TextFormat.Text)
        {
            throw InferenceException.Invalid(
                "$.glossary_id has no effect with \"split_sentences\": \"0\", which takes the text as it is: leave one of them out."
            );
        }
    }

    /// <summary>Whether a text came back as it was, without a model: no usage is counted for it.</summary>
    private static bool IsCopied(TranslatedText text) =>
        text.Warnings.Any(static warning =>
            warning.Kind is TranslationWarningKind.AlreadyInTarget or TranslationWarningKind.SourceNotSupported
        );

    private static bool IsSet(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => false,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.String => !value.ValueEquals(""),
            _ => true,
        };

    /// <summary>A language as DeepL writes it.</summary>
    public static string Code(string language) => language.ToUpperInvariant();

    /// <summary>The language of a text that was sent: DeepL's have no region and no script.</summary>
    private static string SourceCode(string language) => Code(LanguageTag.Parse(language)?.Language ?? language);
}
