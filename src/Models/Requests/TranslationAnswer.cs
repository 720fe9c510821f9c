namespace TransformerService.Models.Requests;

/// <summary>The translations, one per text and in the texts' order.</summary>
public sealed record TranslationAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<TranslatedText> Translations,
    RequestTiming Timing
);

/// <summary>One text's translation.</summary>
/// <param name="Text">The translation.</param>
/// <param name="Score">
/// Sum of the tokens' log-probabilities / generated length ^ length penalty, as Hugging Face's <c>sequences_scores</c>;
/// for a text split into sentences, their mean weighted by output tokens.
/// </param>
/// <param name="InputTokens">Tokens that the model read, special tokens included, over all sentences.</param>
/// <param name="OutputTokens">Tokens that the model generated, end tokens included, over all sentences.</param>
/// <param name="Truncated">Whether the text, or a sentence of it, was longer than the model can read, and was truncated.</param>
/// <param name="Hypotheses">The best hypotheses, best first, if more than one was requested.</param>
public sealed record TranslatedText(
    string Text,
    double Score,
    int InputTokens,
    int OutputTokens,
    bool Truncated,
    IReadOnlyList<Hypothesis>? Hypotheses
);

/// <summary>One of several translations of a text.</summary>
/// <param name="Text">The translation.</param>
/// <param name="Score">As <see cref="TranslatedText.Score"/>.</param>
public sealed record Hypothesis(string Text, double Score);
