using System.Text.RegularExpressions;

namespace TransformerService.Api.LocalModels;

/// <summary>
/// A folder of the repository in which a model is put together before it is served: <c>.staging/&lt;name&gt;/&lt;key&gt;</c>, itself a
/// repository of that one model. A server does not read it. What is left of a download stays for the next command of the same key.
/// </summary>
internal sealed partial class ModelStage : IDisposable
{
    private const string Staging = ".staging",
        LockFile = "lock";

    private readonly string _repository;
    private readonly string _name;
    private readonly FileStream _lock;

    private ModelStage(string repository, string name, string key, FileStream held) =>
        (_repository, _name, Root, _lock) = (repository, name, Path.Combine(FolderOf(repository, name), key), held);

    /// <summary>The repository that holds this model alone.</summary>
    public string Root { get; }

    /// <summary>The model's folder in it.</summary>
    public string ModelFolder => Path.Combine(Root, _name);

    /// <summary>Whether a name can be a model's.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>Begins, or continues what an earlier command of the same key left.</summary>
    /// <exception cref="IOException">Another command works on the same model, or the folder cannot be written.</exception>
    public static ModelStage Open(string repository, string name, string key)
    {
        var folder = Directory.CreateDirectory(FolderOf(repository, name)).FullName;
        FileStream held;
        try
        {
            held = new FileStream(
                Path.Combine(folder, LockFile),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose
            );
        }
        catch (IOException exception)
        {
            throw new IOException(
                $"Another command works on the model '{name}'; wait until it has ended. ({exception.Message})",
                exception
            );
        }

        var stage = new ModelStage(repository, name, key, held);
        Directory.CreateDirectory(stage.ModelFolder);
        return stage;
    }

    /// <summary>Removes what commands have left of a model, whatever their keys.</summary>
    /// <returns>Whether there was anything.</returns>
    public static bool Remove(string repository, string name)
    {
        var folder = FolderOf(repository, name);
        if (!Directory.Exists(folder))
        {
            return false;
        }

        Directory.Delete(folder, recursive: true);
        RemoveEmpty(repository);
        return true;
    }

    /// <summary>Moves the whole model, or one variant of it, to where it is served, in one step; then removes the rest.</summary>
    /// <param name="variant">The variant; <see langword="null"/> for the whole model.</param>
    public void Publish(string? variant)
    {
        var target = Path.Combine(_repository, _name);
        if (variant is null)
        {
            Directory.Move(ModelFolder, target);
        }
        else
        {
            Directory.Move(Path.Combine(ModelFolder, variant), Path.Combine(target, variant));
        }

        Discard();
    }

    /// <summary>Removes it.</summary>
    public void Discard()
    {
        _lock.Dispose();
        Remove(_repository, _name);
    }

    public void Dispose() => _lock.Dispose();

    private static string FolderOf(string repository, string name) => Path.Combine(repository, Staging, name);

    private static void RemoveEmpty(string repository)
    {
        var staging = Path.Combine(repository, Staging);
        if (!Directory.EnumerateFileSystemEntries(staging).Any())
        {
            Directory.Delete(staging);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
