using TransformerService.Evaluation.Metrics;

namespace TransformerService.Distillation.Evaluation;

/// <summary>How much better one system translates a set than another system.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="System">The system whose gain is measured.</param>
/// <param name="Against">The system that it is compared with.</param>
/// <param name="Bleu">BLEU of the first minus that of the second, with its interval by paired bootstrap resampling.</param>
internal sealed record ScoreDifference(string Set, SystemRole System, SystemRole Against, BleuDifference Bleu);
