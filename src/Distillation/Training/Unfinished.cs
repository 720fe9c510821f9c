namespace TransformerService.Distillation.Training;

/// <summary>A file that could not be finished.</summary>
internal static class Unfinished
{
    /// <summary>Takes it away if that can be done; what went wrong before is what the caller tells.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left where it is.
        }
    }
}
