using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;

namespace TransformerService.Inference.TextGeneration;

/// <summary>Loads models that generate text from text.</summary>
internal static class GenerationLoader
{
    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX files cannot be loaded.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static GenerationModel Load(
        string folder,
        ExportDescription export,
        GenerationSettings generation,
        OnnxSessionFactory factory,
        InferenceOptions options
    ) => new(SequenceLoader.Load(folder, export, generation, factory, options));
}
