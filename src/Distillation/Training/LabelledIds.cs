namespace TransformerService.Distillation.Training;

/// <summary>A text as token ids with its special tokens, and the number of its class.</summary>
internal sealed record LabelledIds(int[] Ids, int Label);
