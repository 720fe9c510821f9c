using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Configuration;

/// <summary>A model repository that is not there is a fault of the configuration, found at start.</summary>
internal sealed class ModelsPathValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options) =>
        string.IsNullOrEmpty(options.Path) || Directory.Exists(ModelsPath.Resolve(options.Path))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Models:Path: there is no folder {ModelsPath.Resolve(options.Path)}.");
}
