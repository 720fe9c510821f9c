namespace TransformerService.Models.Requests;

/// <summary>One of several translations of a text.</summary>
/// <param name="Text">The translation.</param>
/// <param name="Score">As <see cref="TranslatedText.Score"/>.</param>
public sealed record Hypothesis(string Text, double Score);
