using Microsoft.Extensions.Options;

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
            .. options.Models.SelectMany(model => Faults(model.Value).Select(fault => $"Shadow:Models:{model.Key}:{fault}")),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(ValidateOptionsResult result, string section) =>
        (result.Failures ?? []).Select(fault => $"{ShadowOptions.Section}:{section}:{fault}");

    private static IEnumerable<string> Faults(ShadowModelOptions model)
    {
        if (model.SampleRate is < 0 or > 1 or double.NaN)
        {
            yield return "SampleRate must be from 0 to 1.";
        }

        if (model.MaxPerSecond is { } texts && !(texts is > 0 and <= 1_000_000))
        {
            yield return "MaxPerSecond must be above 0, to 1,000,000.";
        }

        if (model.Margin is { } margin && !(margin is > 0 and < 1))
        {
            yield return "Margin must be above 0 and below 1.";
        }
    }
}
