using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Shadow.Configuration;

/// <summary>Configuration section <c>Shadow:Store</c>: where samples and counts are kept, how many and how long.</summary>
public sealed class ShadowStoreOptions
{
    /// <summary>
    /// The SQLite file. Default: <c>TransformerService/shadow.db</c> in the user's local application data (<c>~/.local/share</c> on Linux),
    /// or <c>data/shadow.db</c> in the working folder if there is no such folder. Not used with <see cref="PostgreSql"/>.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>Connection string of a PostgreSQL database that several replicas share. Default none: SQLite is used.</summary>
    public string? PostgreSql { get; set; }

    /// <summary>How long samples and counts are gathered before they are written, 10 ms to 1 min. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a call to the database may take, 1 s to 1 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Samples that are kept for each model, 0 to 10,000,000. Default 10,000. The oldest are deleted first.</summary>
    [Range(0, 10_000_000)]
    public int MaxSamples { get; set; } = 10_000;

    /// <summary>
    /// Samples that may wait to be written, 1 to 1,000,000. Default 2,000. More are lost and counted. Counts are not lost while the server
    /// runs.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxPendingSamples { get; set; } = 2_000;

    /// <summary>
    /// Texts that the store remembers as counted, over all models, 1,000 to 100,000,000. Default 1,000,000. Beyond it the oldest are
    /// forgotten, and count again if they come again. Each takes about 60 bytes.
    /// </summary>
    [Range(1_000, 100_000_000)]
    public int MaxTexts { get; set; } = 1_000_000;

    /// <summary>How long samples and counts are kept, 1 h to 3,650 days. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Share of the samples that are kept whether or not the answers differ, 0 to 1: the random control sample. Default 0.05.
    /// </summary>
    [Range(0.0, 1.0)]
    public double ControlShare { get; set; } = 0.05;
}

/// <summary>Checks <see cref="ShadowStoreOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowStoreOptionsValidator : IValidateOptions<ShadowStoreOptions>;
