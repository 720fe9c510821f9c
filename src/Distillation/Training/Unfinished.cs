namespace TransformerService.Distillation.Training;

/// <summary>Deletes what could not be finished.</summary>
internal static class Unfinished
{
    /// <summary>Whether the disk cannot be written. .NET throws the last one where a quota or the process's limit ends a file.</summary>
    public static bool IsOfTheDisk(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

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

    /// <summary>Deletes the folder if possible.</summary>
    public static void DeleteFolder(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder stays.
        }
    }
}
