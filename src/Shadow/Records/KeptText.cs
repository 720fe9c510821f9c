namespace TransformerService.Shadow.Records;

/// <summary>What is kept of a text.</summary>
/// <param name="Length">In code points.</param>
/// <param name="Hash">Keyed hash in hex: equal texts have equal ones, and the text cannot be had from it without the key.</param>
/// <param name="Score">The score that an answer came with; <see langword="null"/> for a question.</param>
/// <param name="Text">The text, redacted, if the operator allowed that it be kept. A classifier's answer is its best label.</param>
public sealed record KeptText(int Length, string Hash, double? Score = null, string? Text = null);
