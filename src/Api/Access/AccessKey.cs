using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>A configured key. A request that came with it has it among its features.</summary>
internal sealed record AccessKey(string Name, AccessRole Role, KeyHash Hash, int? RequestsPerMinute)
{
    /// <exception cref="FormatException">The hash is none: the options were not validated.</exception>
    public static AccessKey From(AccessKeyOptions options) => new(
        options.Name, options.Role, KeyHash.Parse(options.Hash) ?? throw new FormatException("No hash of a key."), options.RequestsPerMinute);
}
