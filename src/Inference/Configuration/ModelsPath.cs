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
