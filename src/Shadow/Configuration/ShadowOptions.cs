using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Configuration;

/// <summary>
/// Configuration section <c>Shadow</c>: how teachers check students. A model's model.json takes precedence over <see cref="SampleRate"/>,
/// <see cref="MaxPerSecond"/> and <see cref="Margin"/> here, and <see cref="Models"/> takes precedence over both.
/// </summary>
public sealed class ShadowOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Shadow";

    /// <summary>Share of the requests that the teacher answers too, 0 to 1. Default 0: off.</summary>
    [SampleRateRange]
    public double SampleRate { get; set; }

    /// <summary>Texts a second at most, for each model, above 0 to 1,000,000. Default 20.</summary>
    [MaxPerSecondRange]
    public double MaxPerSecond { get; set; } = 20;

    /// <summary>The rate of disagreement up to which a student holds, above 0 and below 1. Default 0.05.</summary>
    [MarginRange]
    public double Margin { get; set; } = 0.05;

    /// <summary>
    /// Share of the samples that the teacher answers twice, to measure its own noise, 0 to 1. Default 0.1. With 0 the noise counts as zero.
    /// </summary>
    [Range(0.0, 1.0)]
    public double NoiseShare { get; set; } = 0.1;

    /// <summary>Texts that may wait for the teacher of one model, 1 to 100,000. Default 256. More are dropped and counted.</summary>
    [Range(1, 100_000)]
    public int QueueCapacity { get; set; } = 256;

    /// <summary>How often the verdicts that the metrics show are computed, canaries decided on, and cascades fitted, 1 s to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan VerdictInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest text that is sampled, in characters (UTF-16 units), both texts of a pair together, 1 to 1,000,000. Default 10,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxCharacters { get; set; } = 10_000;

    /// <summary>Texts in one call to the teacher, 1 to 1,000. Default 8.</summary>
    [Range(1, 1_000)]
    public int BatchTexts { get; set; } = 8;

    /// <summary>Texts of one model that the teacher may have at one time because of a cascade, 1 to 10,000. Default 16.</summary>
    [Range(1, 10_000)]
    public int MaxEscalatedTexts { get; set; } = 16;

    /// <summary>
    /// Whether the texts of samples are kept, without e-mail addresses, phone, card and IBAN numbers. Default false: lengths, scores and
    /// hashes only.
    /// </summary>
    public bool StoreText { get; set; }

    /// <summary>
    /// Key of the hashes of texts, at least 16 characters. Give all replicas the same. Default none: samples are hashed with a random key,
    /// so their hashes can be compared within one run of the server only. Marks of texts that have counted are hashed with a key of the
    /// store: in a file beside SQLite's, or in the table shadow_keys of PostgreSQL. After a change of the key, each text counts once more.
    /// </summary>
    [MinLength(16)]
    public string? HashKey
    {
        get;
        set => field = value is "" ? null : value; // an environment variable that is set to nothing
    }

    /// <summary><see cref="HashKey"/> as bytes; <see langword="null"/> where none is given.</summary>
    internal byte[]? HashKeyBytes => HashKey is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;

    /// <summary>Settings of single models, by the model's name. Default none.</summary>
    public IDictionary<string, ShadowModelOptions> Models { get; } = new Dictionary<string, ShadowModelOptions>();

    /// <summary>
    /// A model's settings: for each of them the value in <see cref="Models"/>, otherwise that of its model.json, otherwise the one here.
    /// </summary>
    internal ShadowSettings SettingsOf(string model, ManifestShadow? manifest)
    {
        Models.TryGetValue(model, out var own);
        return new ShadowSettings(
            own?.SampleRate ?? manifest?.SampleRate ?? SampleRate,
            own?.MaxPerSecond ?? manifest?.MaxPerSecond ?? MaxPerSecond,
            own?.Margin ?? manifest?.Margin ?? Margin
        );
    }

    /// <summary>When a model's teacher answers instead of its student; <see langword="null"/> if it never does.</summary>
    internal ManifestCascade? CascadeOf(string model, ManifestCascade? manifest)
    {
        Models.TryGetValue(model, out var own);
        var budget = own?.CascadeBudget ?? manifest?.Budget ?? 0;
        return budget <= 0
            ? null
            : (manifest ?? new ManifestCascade()) with
            {
                Budget = budget,
                Alpha = own?.CascadeAlpha ?? manifest?.Alpha ?? ManifestCascade.DefaultAlpha,
            };
    }

    /// <summary>What follows from the comparison of a model's canary.</summary>
    internal PromotionSettings PromotionOf(ManifestPromotion? manifest) => Promotion.SettingsOf(manifest, Store.MaxAge);

    // ShadowPartsValidator checks these, and names their keys in full.
#pragma warning disable SYSLIB1212
    /// <summary>How a teacher on another server is asked.</summary>
    public ShadowTeacherOptions Teacher { get; set; } = new();

    /// <summary>Where samples and counts are kept.</summary>
    public ShadowStoreOptions Store { get; set; } = new();

    /// <summary>What follows from the comparison of a canary.</summary>
    public PromotionOptions Promotion { get; set; } = new();
#pragma warning restore SYSLIB1212
}

/// <summary>Checks <see cref="ShadowOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShadowOptionsValidator : IValidateOptions<ShadowOptions>;
