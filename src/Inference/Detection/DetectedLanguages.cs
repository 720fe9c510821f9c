using Microsoft.Extensions.Options;
using TransformerService.Inference.Configuration;

namespace TransformerService.Inference.Detection;

/// <summary>Reads the languages of the configuration, and checks that each is known.</summary>
internal sealed class DetectedLanguages : IValidateOptions<DetectionOptions>
{
    /// <summary>The codes that the option names.</summary>
    public static IReadOnlyList<string> Of(DetectionOptions options) =>
        options.Languages.Trim() == "*"
            ? LanguageProfile.Known
            : options.Languages.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public ValidateOptionsResult Validate(string? name, DetectionOptions options) =>
        Of(options).Where(code => !LanguageProfile.IsKnown(code)).ToArray() is { Length: > 0 } unknown
            ? ValidateOptionsResult.Fail(
                $"{DetectionOptions.Section}:{nameof(DetectionOptions.Languages)} names {string.Join(", ", unknown)}; it may name {string.Join(", ", LanguageProfile.Known)}."
            )
            : ValidateOptionsResult.Success;
}
