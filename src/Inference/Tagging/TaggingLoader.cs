using TransformerService.Inference.Classification;
using TransformerService.Inference.Encoders;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Inference.Tagging;

/// <summary>Loads models that classify each token of a text.</summary>
internal static class TaggingLoader
{
    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX file cannot be loaded or does not fit its config.json.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded, or does not know where tokens are.</exception>
    public static TaggingModel Load(string folder, ExportDescription export, ClassificationHead head, OnnxSessionFactory factory)
    {
        var encoder = EncoderLoader.Load(
            folder,
            export,
            factory,
            (session, check, faults) =>
            {
                check.Output(TensorNames.Logits, ["batch", "tokens", "labels"], mayBeHalf: true);
                if (
                    faults.Count == 0
                    && session.OutputDimensions(TensorNames.Logits) is [.., > 0 and var labels]
                    && labels != head.Labels.Count
                )
                {
                    faults.Add(ClassificationLoader.LabelFault(session.FileName, labels, head));
                }
            },
            () => ServedModel.LoadTokenizer(folder, export, rows => TokenizerLoader.LoadAligned(folder, export.Tokenizer, rows))
        );
        return new TaggingModel(encoder, head);
    }
}
