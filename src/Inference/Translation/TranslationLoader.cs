using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Quality;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation;

/// <summary>Loads models that translate.</summary>
internal static class TranslationLoader
{
    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX files cannot be loaded.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static TranslationModel Load(
        string folder,
        ExportDescription export,
        GenerationSettings generation,
        OnnxSessionFactory factory,
        InferenceOptions options
    )
    {
        var loaded = SequenceLoader.Load(folder, export, generation, factory, options);
        var quality = QualityJson.Read(folder, export.ContentHash, out var fault);
        return new TranslationModel(fault is null ? loaded : loaded with { Warnings = [.. loaded.Warnings, fault] }) { Quality = quality };
    }
}
