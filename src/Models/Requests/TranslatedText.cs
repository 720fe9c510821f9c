namespace TransformerService.Models.Requests;

/// <summary>One text's translation.</summary>
/// <param name="Text">The translation.</param>
/// <param name="Score">
/// Sum of the tokens' log-probabilities / generated length ^ length penalty, as Hugging Face's <c>sequences_scores</c>;
/// of a text split into sentences, their mean weighted by output tokens.
/// </param>
/// <param name="InputTokens">Tokens that the model read, special tokens included, over all sentences.</param>
/// <param name="OutputTokens">Tokens that the model generated, end tokens included, over all sentences.</param>
/// <param name="Truncated">Whether the text, or a sentence of it, was longer than the model can read, and so cut.</param>
/// <param name="Hypotheses">The best hypotheses, best first, if more than one was asked for.</param>
public sealed record TranslatedText(
    string Text, double Score, int InputTokens, int OutputTokens, bool Truncated, IReadOnlyList<Hypothesis>? Hypotheses);
