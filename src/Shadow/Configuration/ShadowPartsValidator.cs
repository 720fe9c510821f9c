using Microsoft.Extensions.Options;
using TransformerService.Models;
using TransformerService.Models.Manifests;

namespace TransformerService.Shadow.Configuration;

/// <summary>
/// Checks the sections below <c>Shadow</c> and names them as the configuration does: the generated check names the property alone, and does
/// not look into a dictionary.
/// </summary>
internal sealed class ShadowPartsValidator : IValidateOptions<ShadowOptions>
{
    public ValidateOptionsResult Validate(string? name, ShadowOptions options)
    {
        string[] faults =
        [
            .. Faults(new ShadowStoreOptionsValidator().Validate(null, options.Store), nameof(options.Store)),
            .. Faults(new ShadowTeacherOptionsValidator().Validate(null, options.Teacher), nameof(options.Teacher)),
            .. Faults(new PromotionOptionsValidator().Validate(null, options.Promotion), nameof(options.Promotion)),
            .. options.Models.SelectMany(model => Faults(model.Value).Select(fault => $"Shadow:Models:{model.Key}:{fault}")),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(ValidateOptionsResult result, string section) =>
        (result.Failures ?? []).Select(fault => $"{ShadowOptions.Section}:{section}:{fault}");

    private static IEnumerable<string> Faults(ShadowModelOptions model) =>
        new[]
        {
            Fault(nameof(model.SampleRate), model.SampleRate, ShadowRanges.SampleRate),
            Fault(nameof(model.MaxPerSecond), model.MaxPerSecond, ShadowRanges.MaxPerSecond),
            Fault(nameof(model.Margin), model.Margin, ShadowRanges.Margin),
            Fault(nameof(model.CascadeBudget), model.CascadeBudget, ShadowRanges.Budget),
            Fault(nameof(model.CascadeAlpha), model.CascadeAlpha, ShadowRanges.Margin),
        }.OfType<string>();

    private static string? Fault(string name, double? value, NumberRange range) =>
        value is { } given && !range.Contains(given) ? $"{name} must be {range}." : null;
}
