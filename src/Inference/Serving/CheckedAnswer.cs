namespace TransformerService.Inference.Serving;

/// <summary>What an export answers to a text of its golden sample.</summary>
/// <param name="Answer">The translation, or the best label.</param>
/// <param name="Score">The score of the answer that is written down, or of <paramref name="Answer"/> where that cannot be scored.</param>
/// <param name="Lead">
/// How far the answer that is written down leads, in logits, as <c>SelfCheckSample.Lead</c>; negative where another one leads, negative infinity
/// where that cannot be told.
/// </param>
internal readonly record struct CheckedAnswer(string Answer, double Score, double Lead);
