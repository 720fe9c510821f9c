using System.ComponentModel.DataAnnotations;

namespace TransformerService.Shadow.Configuration;

/// <summary>Configuration section <c>Shadow:Store</c>: where the findings are kept, how many and how long.</summary>
public sealed class ShadowStoreOptions
{
    /// <summary>
    /// The SQLite file. Default none: <c>TransformerService/shadow.db</c> in the user's local application data (<c>~/.local/share</c> on Linux),
    /// and where there is no such folder, <c>data/shadow.db</c> in the working folder. Of no use with <see cref="PostgreSql"/>.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>A connection string of PostgreSQL, for several replicas that share their findings. Default none: SQLite.</summary>
    public string? PostgreSql { get; set; }

    /// <summary>How long findings are gathered before they are written, 10 ms to 1 min. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a call of the database may take, 1 s to 1 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Samples that are kept for each model, 0 to 10,000,000; the oldest leave. Default 10,000.</summary>
    [Range(0, 10_000_000)]
    public int MaxSamples { get; set; } = 10_000;

    /// <summary>Samples that wait to be written, 1 to 1,000,000; more are lost and counted. Default 2,000. Counts never are, while the server runs.</summary>
    [Range(1, 1_000_000)]
    public int MaxPendingSamples { get; set; } = 2_000;

    /// <summary>
    /// Texts of which the store knows that they have counted, over all models, 1,000 to 100,000,000; of more the oldest are forgotten, and count
    /// again if they come again. About 60 bytes each. Default 1,000,000.
    /// </summary>
    [Range(1_000, 100_000_000)]
    public int MaxTexts { get; set; } = 1_000_000;

    /// <summary>How long samples and counts are kept, 1 hour to 10 years. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Share of the samples that are kept whether or not the answers differ, 0 to 1: the random control sample. Default 0.05.</summary>
    [Range(0.0, 1.0)]
    public double ControlShare { get; set; } = 0.05;
}
