namespace TransformerService.Inference.Sessions;

/// <summary>A variant cannot be loaded; each fault is a sentence that names the file.</summary>
internal sealed class ModelLoadException(IReadOnlyList<string> faults, Exception? innerException = null)
    : Exception(string.Join(" ", faults), innerException)
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
