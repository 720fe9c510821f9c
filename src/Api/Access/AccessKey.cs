using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>A configured key. It is a feature of every request that came with it.</summary>
internal sealed record AccessKey(string Name, AccessRole Role, KeyHash Hash, int? RequestsPerMinute)
{
    /// <exception cref="FormatException">The hash is malformed: the options were not validated.</exception>
    public static AccessKey From(AccessKeyOptions options) =>
        new(
            options.Name,
            options.Role,
            KeyHash.Parse(options.Hash) ?? throw new FormatException("Not a hash of a key."),
            options.RequestsPerMinute
        );
}
