using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;

namespace TransformerService.Shadow.Configuration;

/// <summary>
/// Configuration section <c>Shadow</c>: how teachers check students. What a model's model.json says goes before the defaults here, and
/// <see cref="Models"/> before both.
/// </summary>
public sealed class ShadowOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Shadow";

    /// <summary>Share of the requests that the teacher answers too, 0 to 1, where neither model.json nor <see cref="Models"/> says. Default 0: off.</summary>
    [Range(0.0, 1.0)]
    public double SampleRate { get; set; }

    /// <summary>Texts a second and model at most, above 0 to 1,000,000. Default 20.</summary>
    [Range(0.0, 1_000_000.0, MinimumIsExclusive = true)]
    public double MaxPerSecond { get; set; } = 20;

    /// <summary>The rate of disagreement up to which a student holds, above 0 and below 1. Default 0.05.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Margin { get; set; } = 0.05;

    /// <summary>Share of the samples that the teacher answers twice, so that its own noise is known, 0 to 1. Default 0.1; 0 takes the noise to be none.</summary>
    [Range(0.0, 1.0)]
    public double NoiseShare { get; set; } = 0.1;

    /// <summary>Texts that may wait for the teacher of one model, 1 to 100,000; more are dropped and counted. Default 256.</summary>
    [Range(1, 100_000)]
    public int QueueCapacity { get; set; } = 256;

    /// <summary>How often the verdicts that the metrics show are computed, 1 s to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan VerdictInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest text that is sampled, in characters (UTF-16 units), with the second of a pair, 1 to 1,000,000. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxCharacters { get; set; } = 10_000;

    /// <summary>Texts that the teacher is asked at once, 1 to 1,000. Default 8.</summary>
    [Range(1, 1_000)]
    public int BatchTexts { get; set; } = 8;

    /// <summary>Whether the texts of samples are kept, after e-mail addresses, phone, card and IBAN numbers are taken out. Default false: lengths, scores and hashes only.</summary>
    public bool StoreText { get; set; }

    /// <summary>
    /// Key of the hashes of texts, at least 16 characters, the same in all replicas. Default none: a random one for the hashes of samples, so that
    /// these can be compared within one run of the server only, and one that belongs to the store for the marks of texts that have counted: in
    /// a file beside SQLite's, or in the table shadow_keys of PostgreSQL. With another key each text counts once more.
    /// </summary>
    [MinLength(16)]
    public string? HashKey
    {
        get;
        set => field = value is "" ? null : value; // an environment variable that is set to nothing
    }

    /// <summary><see cref="HashKey"/> as bytes; <see langword="null"/> where none is given.</summary>
    internal byte[]? HashKeyBytes => HashKey is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;

    /// <summary>What goes before model.json, by the model's name.</summary>
    public IDictionary<string, ShadowModelOptions> Models { get; } = new Dictionary<string, ShadowModelOptions>();

    // ShadowPartsValidator checks the two, and names their keys in full.
#pragma warning disable SYSLIB1212
    /// <summary>How a teacher on another server is asked.</summary>
    public ShadowTeacherOptions Teacher { get; set; } = new();

    /// <summary>Where the findings are kept.</summary>
    public ShadowStoreOptions Store { get; set; } = new();
#pragma warning restore SYSLIB1212
}
