using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Recipes;
using TransformerService.Models;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Scores graphs as they would be served: exports them to their own folder and translates greedily with src/Inference.</summary>
internal sealed class TranslationScorer(
    TranslationExport export,
    TransformerRecipe model,
    TranslationShape shape,
    IReadOnlyList<TextPair> pairs
)
{
    /// <summary>Number of pairs that are translated.</summary>
    public int Count => pairs.Count;

    /// <summary>BLEU, 0 to 100.</summary>
    public async Task<double> BleuAsync(MarianGraphs graphs, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("score-").FullName;
        try
        {
            export.Write(folder, TranslationExport.Student, shape, export.Options(model, beams: 1), graphs);
            using var evaluator = TranslationEvaluator.Open(folder, VariantRole.Student);
            return (await evaluator.ScoreAsync(pairs, beams: 1, TimeProvider.System, cancellationToken)).Bleu;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
