using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Evaluation;

/// <summary>How much better one system translates a set than another.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="System">The one whose gain it is.</param>
/// <param name="Against">The other.</param>
/// <param name="Bleu">BLEU of the first less that of the other, with its interval by paired bootstrap resampling.</param>
internal sealed record ScoreDifference(string Set, SystemRole System, SystemRole Against, BleuDifference Bleu);
