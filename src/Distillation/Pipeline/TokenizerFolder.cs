namespace TransformerService.Distillation.Pipeline;

/// <summary>The files of a tokenizer, in their own folder and beside each model that uses them.</summary>
public static class TokenizerFolder
{
    private const string Unfinished = ".partial";

    /// <summary>Creates a folder whole or not at all; an existing folder is left unchanged.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="write">Writes the files into the folder that it receives.</param>
    public static async Task MakeAsync(string folder, Func<string, Task> write)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var unfinished = folder + Unfinished;
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        await write(unfinished);
        Directory.Move(unfinished, folder);
    }

    /// <summary>Copies the files into another folder, which is created if necessary.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }
}
