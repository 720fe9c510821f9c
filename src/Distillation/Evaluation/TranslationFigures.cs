using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Evaluation;

/// <summary>Scores of a translation model on a set.</summary>
/// <param name="Bleu">sacreBLEU's corpus BLEU, 0 to 100.</param>
/// <param name="BleuInterval">Its 95 % interval by bootstrap resampling.</param>
/// <param name="ChrF">sacreBLEU's chrF2, 0 to 100.</param>
/// <param name="Search"><c>greedy</c>, or <c>beam 4</c> with the number of beams.</param>
internal sealed record TranslationFigures(double Bleu, ScoreInterval BleuInterval, double ChrF, string Search);
