using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Training;

/// <summary>A text as token ids with its special tokens.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="Label">The number of its class, or <see cref="Unknown"/>.</param>
internal sealed record LabelledIds(int[] Ids, int Label)
{
    /// <summary>The label of a text that only a teacher can label.</summary>
    public const int Unknown = -1;

    /// <summary>The text itself, for a teacher with another vocabulary; empty where only the ids are used.</summary>
    public string Text { get; init; } = "";

    /// <summary>How often training takes the text.</summary>
    public Draw Draw { get; init; } = Draw.Once;
}
