using System.Globalization;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Makes classifiers int8, and logs their accuracy before and after.</summary>
/// <param name="recipe">How they are quantised.</param>
/// <param name="data">Training texts to calibrate with, and validation texts to score with.</param>
/// <param name="log">Receives the accuracies.</param>
internal sealed class ClassifierQuantization(QuantizationRecipe recipe, ClassificationData data, TextWriter log)
{
    /// <summary>Returns the int8 graph, calibrated in the way that scores best.</summary>
    /// <param name="name">The model's name in the log.</param>
    /// <param name="graph">The float32 graph.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<ModelProto> QuantizeAsync(string name, ModelProto graph, CancellationToken cancellationToken)
    {
        var texts = EvenSample.Of(data.Validation, recipe.ScoredExamples);
        var ranges = DistilBertExporter.Calibrate(
            graph,
            [.. EvenSample.Of(data.Training, recipe.Examples).Select(text => text.Ids)],
            cancellationToken
        );
        var search = new QuantizationSearch(recipe, log);
        (var best, var after) = await search.ChooseAsync(way => Task.FromResult(Accuracy(Quantizer.Quantize(graph, ranges, way))));
        log.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: accuracy {Accuracy(graph):0.0000} in float32, {after:0.0000} in int8, on {texts.Count} validation texts."
            )
        );
        return Quantizer.Quantize(graph, ranges, search.Options(best));

        double Accuracy(ModelProto model) => ClassifierScorer.Score(model, texts, cancellationToken);
    }
}
