using TransformerService.Inference.Classification;
using TransformerService.Inference.Sessions;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Ranking;

/// <summary>Loads models that give logits for a text or a pair: with one logit they also rank.</summary>
internal static class RankingLoader
{
    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX file cannot be loaded or does not fit its config.json.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static ClassificationModel Load(string folder, ExportDescription export, ClassificationHead head, OnnxSessionFactory factory)
    {
        if (head.Labels.Count == 1)
        {
            return new RankingModel(ClassificationLoader.Open(folder, export, head, factory), head);
        }

        return export.Task == ModelTask.TextClassification
            ? ClassificationLoader.Load(folder, export, head, factory)
            : throw new ModelLoadException([
                $"config.json names {head.Labels.Count} labels, but a cross-encoder that ranks has one; write \"task\": \"text-classification\" into model.json if it classifies.",
            ]);
    }
}
