using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Configuration;

/// <summary>Finds the model repository.</summary>
internal static class ModelsPath
{
    /// <summary>
    /// The full path: a relative one is taken from the working folder, and where that has none, from the program's, beside which the
    /// default models lie.
    /// </summary>
    public static string Resolve(string path)
    {
        string here = Path.GetFullPath(path);
        string besideProgram = Path.GetFullPath(path, AppContext.BaseDirectory);
        return Directory.Exists(here) || !Directory.Exists(besideProgram) ? here : besideProgram;
    }
}

/// <summary>A model repository that is not there is a fault of the configuration, found at start.</summary>
internal sealed class ModelsPathValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options) =>
        string.IsNullOrEmpty(options.Path) || Directory.Exists(ModelsPath.Resolve(options.Path))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Models:Path: there is no folder {ModelsPath.Resolve(options.Path)}.");
}
