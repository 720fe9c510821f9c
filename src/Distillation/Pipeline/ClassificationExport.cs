using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Writes a recipe's trained classifiers where the server looks for them.</summary>
internal sealed class ClassificationExport(ClassificationRecipe recipe, string tokenizerFolder)
{
    /// <summary>Builds a model's float32 graph.</summary>
    public static ModelProto Build(DistilBertShape shape, IReadOnlyDictionary<string, WeightTensor> weights) =>
        DistilBertExporter.Build(shape, ClassifierWeights.From(weights.Select(entry => (entry.Key, entry.Value))));

    /// <summary>Writes a variant, and the model.json that names the existing variants.</summary>
    public void Write(string modelFolder, string variant, DistilBertShape shape, ModelProto graph)
    {
        var folder = Path.Combine(modelFolder, variant);
        DistilBertExporter.Write(folder, shape, graph);
        TokenizerFolder.Copy(tokenizerFolder, folder);
        new ManifestWriter("text-classification", recipe.Description).Write(modelFolder);
    }
}
