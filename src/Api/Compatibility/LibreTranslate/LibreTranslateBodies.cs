using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>The body of <c>POST /translate</c> and <c>POST /detect</c>. As in LibreTranslate, other fields are ignored.</summary>
internal sealed record LibreTranslateRequest
{
    /// <summary>The text, or several.</summary>
    public TextOrTexts? Q { get; init; }

    public string? Source { get; init; }

    public string? Target { get; init; }

    /// <summary>text or html; empty is text.</summary>
    public string? Format { get; init; }

    /// <summary>0 or more; one above the most that are given for all that are larger.</summary>
    public int? Alternatives { get; init; }

    [JsonPropertyName("api_key")]
    public string? ApiKey { get; init; }
}

/// <summary>The translation of one text.</summary>
internal sealed record LibreTranslation(string TranslatedText)
{
    public LibreLanguageGuess? DetectedLanguage { get; init; }

    public IReadOnlyList<string>? Alternatives { get; init; }
}

/// <summary>The translations of several texts.</summary>
internal sealed record LibreTranslations(IReadOnlyList<string> TranslatedText)
{
    public IReadOnlyList<LibreLanguageGuess>? DetectedLanguage { get; init; }

    public IReadOnlyList<IReadOnlyList<string>>? Alternatives { get; init; }
}

/// <summary>A detected language.</summary>
/// <param name="Confidence">0 to 100.</param>
/// <param name="Language">Its code.</param>
internal sealed record LibreLanguageGuess(double Confidence, string Language);

/// <summary>A language, and those that it is translated to.</summary>
internal sealed record LibreLanguage(string Code, string Name, IReadOnlyCollection<string>? Targets);

/// <summary>What LibreTranslate's own page asks for.</summary>
internal sealed record LibreSettings
{
    public required int CharLimit { get; init; }

    public int FrontendTimeout { get; } = 500;

    public required bool ApiKeys { get; init; }

    public required bool KeyRequired { get; init; }

    public bool Suggestions { get; }

    public bool FilesTranslation { get; }

    public IReadOnlyList<string> SupportedFilesFormat { get; } = [];

    public required LibrePair Language { get; init; }
}

/// <summary>The languages that a page shows first.</summary>
internal sealed record LibrePair(LibreLanguage? Source, LibreLanguage? Target);

/// <summary>The body of a failure.</summary>
internal sealed record LibreFailure(string Error);

/// <summary>How request bodies are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(TextConverter), typeof(LibreCountConverter), typeof(TextOrTextsConverter)]
)]
[JsonSerializable(typeof(LibreTranslateRequest))]
internal sealed partial class LibreRequests : JsonSerializerContext;

/// <summary>How answers are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(LibreTranslation))]
[JsonSerializable(typeof(LibreTranslations))]
[JsonSerializable(typeof(IReadOnlyList<LibreLanguageGuess>))]
[JsonSerializable(typeof(IReadOnlyList<LibreLanguage>))]
[JsonSerializable(typeof(LibreSettings))]
[JsonSerializable(typeof(LibreFailure))]
internal sealed partial class LibreAnswers : JsonSerializerContext;

/// <summary>The JSON of answers.</summary>
internal static class LibreTranslateJson
{
    public static LibreAnswers Answers { get; } = new(ForeignJson.Relaxed(LibreAnswers.Default.Options));
}
