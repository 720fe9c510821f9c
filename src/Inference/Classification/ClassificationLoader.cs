using TransformerService.Inference.Encoders;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Classification;

/// <summary>Loads classification models, and checks that their files fit one another.</summary>
internal static class ClassificationLoader
{
    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX file cannot be loaded or does not fit its config.json.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static ClassificationModel Load(string folder, ExportDescription export, ClassificationHead head, OnnxSessionFactory factory) =>
        new(Open(folder, export, head, factory), head);

    /// <summary>Opens the file of a model that gives one logit for each text and label.</summary>
    /// <exception cref="ModelLoadException">Its ONNX file cannot be loaded or does not fit its config.json.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static LoadedEncoder Open(string folder, ExportDescription export, ClassificationHead head, OnnxSessionFactory factory) =>
        EncoderLoader.Load(
            folder,
            export,
            factory,
            (session, check, faults) =>
            {
                check.Output(
                    TensorNames.Logits,
                    ["batch", "labels"],
                    ": one row for each token, as token classification (NER) and language models give",
                    mayHaveFewer: true,
                    mayBeHalf: true
                );
                if (
                    faults.Count == 0
                    && session.OutputDimensions(TensorNames.Logits) is [_, > 0 and var labels]
                    && labels != head.Labels.Count
                )
                {
                    faults.Add(LabelFault(session.FileName, labels, head));
                }
            }
        );

    /// <summary>The fault of a graph with another number of logits than there are labels.</summary>
    public static string LabelFault(string file, int logits, ClassificationHead head) =>
        $"{file} gives {logits} logits, but config.json "
        + head.Source switch
        {
            LabelSource.Names => $"has {head.Labels.Count} labels in id2label; write a label for each logit there.",
            LabelSource.Count => $"says \"num_labels\": {head.Labels.Count}; add an id2label with {logits} labels, or correct num_labels.",
            _ => $"names no labels; add an id2label with {logits} labels, or \"num_labels\": {logits}.",
        };
}
