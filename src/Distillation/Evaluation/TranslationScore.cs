namespace TransformerService.Distillation.Evaluation;

/// <summary>How well and how fast a model translated a test set.</summary>
/// <param name="Bleu">sacreBLEU's corpus BLEU, 13a, exponential smoothing, 0 to 100.</param>
/// <param name="ChrF">sacreBLEU's chrF2, 0 to 100.</param>
/// <param name="Sentences">Pairs of the set.</param>
/// <param name="Tokens">Tokens generated.</param>
/// <param name="Seconds">Time for all of it, tokenization included.</param>
/// <param name="Translations">What the model said, in the set's order.</param>
internal sealed record TranslationScore(double Bleu, double ChrF, int Sentences, long Tokens, double Seconds, IReadOnlyList<string> Translations);
