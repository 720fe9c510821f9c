namespace TransformerService.Inference.Batching;

/// <summary>Rows that are to run together.</summary>
/// <param name="Rows">Their places in the list that they were chosen from.</param>
/// <param name="IsFull">Whether a row was left out for want of room, or no further one would fit.</param>
internal readonly record struct BatchChoice(IReadOnlyList<int> Rows, bool IsFull);
