using TransformerService.Inference.Batching;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Translation;

/// <summary>A sequence to translate, and how; rows of a batch may differ in it.</summary>
/// <param name="Ids">Token ids with the end token.</param>
/// <param name="Settings">How to decode it.</param>
internal sealed record TranslationRow(int[] Ids, GenerationSettings Settings)
{
    /// <summary>What it takes of a batch.</summary>
    public RowCost Cost => new(Ids.Length, Settings.NumBeams, (long)Settings.NumBeams * Settings.MaxLength);
}
