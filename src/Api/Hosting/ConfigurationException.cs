namespace TransformerService.Api.Hosting;

/// <summary>The configuration is wrong.</summary>
/// <param name="faults">Everything wrong with it, each a sentence that names its key.</param>
internal sealed class ConfigurationException(IReadOnlyList<string> faults) : Exception(string.Join(" ", faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
