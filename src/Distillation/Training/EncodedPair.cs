namespace TransformerService.Distillation.Training;

/// <summary>A pair as token ids, each side with its end token.</summary>
internal sealed record EncodedPair(int[] Source, int[] Target);
