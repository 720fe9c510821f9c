using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Access:Keys:0</c>: one key, as <c>keys new</c> prints it.</summary>
public sealed class AccessKeyOptions
{
    internal const long MaxPerMonth = 1_000_000_000_000_000;

    /// <summary>
    /// Who holds the key, for logs and limits: 1 to 64 letters, digits, dots, dashes or underscores. No two keys have the same name.
    /// </summary>
    [Required]
    [RegularExpression(AccessKeyRules.NamePattern)]
    public string Name { get; set; } = "";

    /// <summary>What the key allows: a caller's calls, or an admin's as well. Default Caller.</summary>
    public AccessRole Role { get; set; }

    /// <summary>The key's salted hash, as <c>keys new</c> prints it.</summary>
    [Required]
    public string Hash { get; set; } = "";

    /// <summary>Requests a minute, 1 to 10,000,000. Default none: no limit. As many may come at once. A stream is one request.</summary>
    [Range(1, AccessKeyRules.MaxRequestsPerMinute)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>
    /// Characters (Unicode code points) of the key's texts in a month, 0 to 1,000,000,000,000,000. Default none: no limit. Beyond it
    /// requests are refused with quotaExceeded until the month ends, in UTC. Replicas that share a database count together, each with the
    /// others' counts as late as <c>Usage:FlushInterval</c>.
    /// </summary>
    [Range(0L, MaxPerMonth)]
    public long? CharactersPerMonth { get; set; }

    /// <summary>
    /// Units of work of the key's requests in a month (rows × beams × tokens), 0 to 1,000,000,000,000,000. Default none: no limit. A
    /// request that takes more than what is left is refused with quotaExceeded before a model runs, until the month ends, in UTC.
    /// </summary>
    [Range(0L, MaxPerMonth)]
    public long? UnitsPerMonth { get; set; }
}

/// <summary>Checks <see cref="AccessKeyOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class AccessKeyOptionsValidator : IValidateOptions<AccessKeyOptions>;
