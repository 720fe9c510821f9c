using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Shadow.Configuration;

/// <summary>
/// Configuration section <c>Usage</c>: what keys have used, by month. It is kept in the PostgreSQL of <c>Shadow:Store:PostgreSql</c>,
/// otherwise in the SQLite file <c>usage.db</c> beside that of <c>Shadow:Store:Path</c>.
/// </summary>
public sealed class UsageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Usage";

    /// <summary>Whether usage is counted. Default true. Quotas of keys need it.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How long counts are gathered before they are written, 10 ms to 1 min. Default 2 s. A process that is killed loses at most those of
    /// its last interval, and replicas know of each other's counts so much later.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Months that are kept before the current one, 1 to 1,200. Default 24. Older ones are deleted, one an hour.</summary>
    [Range(1, 1_200)]
    public int MonthsKept { get; set; } = 24;
}

/// <summary>Checks <see cref="UsageOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class UsageOptionsValidator : IValidateOptions<UsageOptions>;
