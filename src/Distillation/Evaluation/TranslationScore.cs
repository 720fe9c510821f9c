namespace TransformerService.Distillation.Evaluation;

/// <summary>How well and how fast a model translated a test set.</summary>
/// <param name="Bleu">sacreBLEU's corpus BLEU, 13a, exponential smoothing, 0 to 100.</param>
/// <param name="ChrF">sacreBLEU's chrF2, 0 to 100.</param>
/// <param name="Sentences">Number of pairs in the set.</param>
/// <param name="Tokens">Number of tokens generated.</param>
/// <param name="Seconds">Time for the whole set, tokenization included.</param>
/// <param name="Translations">The translations, in the set's order.</param>
internal sealed record TranslationScore(
    double Bleu,
    double ChrF,
    int Sentences,
    long Tokens,
    double Seconds,
    IReadOnlyList<string> Translations
);
