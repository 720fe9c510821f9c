using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>All configured keys.</summary>
internal sealed class KeyRing(IReadOnlyList<AccessKey> keys)
{
    public bool IsEmpty => keys.Count == 0;

    public bool HasAdmin { get; } = keys.Any(static key => key.Role == AccessRole.Admin);

    /// <summary>
    /// Returns the configured key that was sent, or <see langword="null"/>. Compares with every key even after a match: the time taken
    /// reveals nothing.
    /// </summary>
    public AccessKey? Find(string sent)
    {
        var digest = KeyHash.Digest(sent);
        AccessKey? found = null;
        foreach (var key in keys)
        {
            if (key.Hash.Matches(digest))
            {
                found = key;
            }
        }

        return found;
    }
}

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
