using TransformerService.Inference.Batching;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Translation;

/// <summary>A sequence to translate, and how; rows of a batch may differ in it.</summary>
/// <param name="Ids">Token ids with the end token.</param>
/// <param name="Settings">How to decode it.</param>
internal sealed record TranslationRow(int[] Ids, GenerationSettings Settings)
{
    /// <summary>A translation has seldom more than half as many tokens again as its source, and a few.</summary>
    private const int MoreTokens = 8;

    /// <summary>Whether it may take far longer than by the model's own settings.</summary>
    public bool IsDear { get; init; }

    /// <summary>Tokens that a beam is expected to write.</summary>
    public int ExpectedTokens
    {
        get
        {
            int most = Settings.MaxLength - 1;
            return Math.Clamp(Ids.Length + (Ids.Length / 2) + MoreTokens, Math.Min(most, Math.Max(Settings.MinNewTokens, Settings.MinLength)), most);
        }
    }

    /// <summary>What it takes of a batch.</summary>
    public RowCost Cost => new(Ids.Length, Settings.NumBeams, (long)Settings.NumBeams * Settings.MaxLength)
    {
        Work = WorkOf(ExpectedTokens),
        IsDear = IsDear,
    };

    /// <summary>The work of a row that wrote so many tokens.</summary>
    public long WorkOf(int written) => (long)Settings.NumBeams * (Ids.Length + written);
}
