namespace TransformerService.Distillation.Training;

/// <summary>Deletes a file that could not be finished.</summary>
internal static class Unfinished
{
    /// <summary>Deletes the file if possible. A failure is ignored, because the caller reports the original fault.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file stays.
        }
    }
}
