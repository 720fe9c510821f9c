using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Shadow.Glossaries;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>The body of <c>POST /v2/translate</c>. As at DeepL, fields that are not listed here are ignored.</summary>
internal sealed record DeepLRequest
{
    public TextOrTexts? Text { get; init; }

    public string? SourceLang { get; init; }

    public string? TargetLang { get; init; }

    /// <summary>0, 1 or nonewlines.</summary>
    public string? SplitSentences { get; init; }

    /// <summary>xml or html.</summary>
    public string? TagHandling { get; init; }

    public string? Formality { get; init; }

    public DeepLFlag? ShowBilledCharacters { get; init; }

    /// <summary>Which of DeepL's kinds of models the caller prefers; the answer says which one was used.</summary>
    public string? ModelType { get; init; }

    /// <summary>A glossary of the caller's key.</summary>
    public string? GlossaryId { get; init; }

    /// <summary>All other fields. The serializer must be able to set it after it has made the record.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    /// <summary>The glossary of <see cref="GlossaryId"/>, when it was found.</summary>
    [JsonIgnore]
    public GlossaryContent? Glossary { get; init; }
}

/// <summary>The body of <c>POST /v2/languages</c>.</summary>
internal sealed record DeepLLanguagesRequest
{
    /// <summary>source or target.</summary>
    public string? Type { get; init; }
}

/// <summary>A flag of a body: true, false, "1" or "0".</summary>
internal readonly record struct DeepLFlag(bool IsSet);

/// <summary>Reads a flag.</summary>
internal sealed class DeepLFlagConverter : JsonConverter<DeepLFlag>
{
    public override DeepLFlag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => new DeepLFlag(true),
            JsonTokenType.False => new DeepLFlag(false),
            JsonTokenType.String when reader.ValueTextEquals("1"u8) || reader.ValueTextEquals("true"u8) => new DeepLFlag(true),
            JsonTokenType.String when reader.ValueTextEquals("0"u8) || reader.ValueTextEquals("false"u8) => new DeepLFlag(false),
            _ => throw new BodyValueException("true or false"),
        };

    public override void Write(Utf8JsonWriter writer, DeepLFlag value, JsonSerializerOptions options) =>
        writer.WriteBooleanValue(value.IsSet);
}

/// <summary>The translations, one for each text.</summary>
internal sealed record DeepLTranslations(IReadOnlyList<DeepLTranslation> Translations);

/// <summary>A translation.</summary>
/// <param name="DetectedSourceLanguage">The language that was detected, or the one that the call named.</param>
/// <param name="Text">The translation.</param>
internal sealed record DeepLTranslation(string DetectedSourceLanguage, string Text)
{
    /// <summary>The text's characters, if the call asked for them.</summary>
    public int? BilledCharacters { get; init; }

    /// <summary>The kind of the model, if the call named one.</summary>
    public string? ModelTypeUsed { get; init; }
}

/// <summary>A language of <c>GET /v2/languages</c>.</summary>
internal sealed record DeepLLanguage(string Language, string Name)
{
    /// <summary>False for targets; not there for sources.</summary>
    public bool? SupportsFormality { get; init; }
}

/// <summary>What the caller's key has used in this month.</summary>
/// <param name="CharacterCount">Characters of texts.</param>
/// <param name="CharacterLimit">What the key may use; DeepL's own value for "no limit" without a quota.</param>
internal sealed record DeepLUsage(long CharacterCount, long CharacterLimit)
{
    /// <summary>The limit that DeepL writes for subscriptions without one.</summary>
    public const long Unlimited = 1_000_000_000_000;
}

/// <summary>The body of a failure.</summary>
internal sealed record DeepLFailure(string Message);

/// <summary>How request bodies are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(TextConverter), typeof(TextOrTextsConverter), typeof(DeepLFlagConverter)]
)]
[JsonSerializable(typeof(DeepLRequest))]
[JsonSerializable(typeof(DeepLLanguagesRequest))]
[JsonSerializable(typeof(DeepLGlossaryRequest))]
internal sealed partial class DeepLRequests : JsonSerializerContext;

/// <summary>How answers are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(DeepLTranslations))]
[JsonSerializable(typeof(IReadOnlyList<DeepLLanguage>))]
[JsonSerializable(typeof(DeepLGlossaryPairs))]
[JsonSerializable(typeof(DeepLGlossaries))]
[JsonSerializable(typeof(DeepLGlossary))]
[JsonSerializable(typeof(DeepLUsage))]
[JsonSerializable(typeof(DeepLFailure))]
internal sealed partial class DeepLAnswers : JsonSerializerContext;

/// <summary>The JSON of answers.</summary>
internal static class DeepLJson
{
    public static DeepLAnswers Answers { get; } = new(ForeignJson.Relaxed(DeepLAnswers.Default.Options));
}
