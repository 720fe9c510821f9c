using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Configuration;

/// <summary>Finds the model repository.</summary>
public static class ModelsPath
{
    /// <summary>
    /// The full path: a relative one is resolved in the working folder, and if it does not exist there, in the program's folder, which
    /// contains the default models.
    /// </summary>
    public static string Resolve(string path)
    {
        var here = Path.GetFullPath(path);
        var besideProgram = Path.GetFullPath(path, AppContext.BaseDirectory);
        return Directory.Exists(here) || !Directory.Exists(besideProgram) ? here : besideProgram;
    }
}

/// <summary>Checks at start that the model repository exists.</summary>
internal sealed class ModelsPathValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options) =>
        string.IsNullOrEmpty(options.Path) || Directory.Exists(ModelsPath.Resolve(options.Path))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Models:Path: there is no folder {ModelsPath.Resolve(options.Path)}.");
}
