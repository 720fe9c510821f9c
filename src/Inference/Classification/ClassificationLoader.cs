using TransformerService.Inference.Serving;
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
    public static ClassificationModel Load(string folder, ExportDescription export, ClassificationHead head, OnnxSessionFactory factory)
    {
        var tokenizer = ServedModel.LoadTokenizer(folder, export);
        var session = factory.Open(export.Onnx.Model ?? throw new ArgumentException("A classifier has one ONNX file.", nameof(export)));
        List<string> faults = [];
        var check = new SignatureCheck(session, "text-classification", faults);
        check.Inputs(TensorNames.Classifier, [TensorNames.InputIds]);
        check.Output(
            TensorNames.Logits,
            ["batch", "labels"],
            ": one row for each token, as token classification (NER) and language models give",
            mayHaveFewer: true
        );
        if (faults.Count == 0 && session.OutputDimensions(TensorNames.Logits) is [_, > 0 and var labels] && labels != head.Labels.Count)
        {
            faults.Add(LabelFault(session.FileName, labels, head));
        }

        if (faults.Count == 0)
        {
            return new ClassificationModel(export, head, tokenizer, session);
        }

        session.Dispose();
        throw new ModelLoadException(faults);
    }

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
