namespace TransformerService.Inference.Batching;

/// <summary>What a row takes of a batch.</summary>
/// <param name="Length">Tokens that the model reads.</param>
/// <param name="Width">Rows of the model that it becomes: the beams of a translation, else 1.</param>
/// <param name="DecoderTokens">Tokens that a decoder may have to remember for it, over all its beams; 0 without a decoder.</param>
internal readonly record struct RowCost(int Length, int Width = 1, long DecoderTokens = 0);
