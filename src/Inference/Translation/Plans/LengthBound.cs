using TransformerService.Models.Exports;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>
/// Bounds the tokens that a model writes for a sentence by those that it reads, as Marian's <c>max-length-factor</c> does: a sentence whose
/// translation does not end would otherwise take all the tokens of the request's limit.
/// </summary>
internal static class LengthBound
{
    /// <summary>
    /// None of 298,787 human translations from English to French is longer than these allow (docs/benchmarks.md).
    /// </summary>
    private const int Factor = 3,
        MoreTokens = 16;

    /// <summary>Returns the settings for a sentence; what the caller requested at least is kept.</summary>
    /// <param name="settings">The settings of the request.</param>
    /// <param name="inputTokens">The number of tokens that the model reads.</param>
    public static GenerationSettings Of(GenerationSettings settings, int inputTokens)
    {
        var longest = Math.Max((Factor * inputTokens) + MoreTokens, Math.Max(settings.MinLength, settings.MinNewTokens)) + 1;
        return settings.MaxLength <= longest ? settings : settings with { MaxLength = longest };
    }
}
