using TransformerService.Inference.Encoders;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Embeddings;

/// <summary>Loads embedding models: encoders that give hidden states, or a vector that the graph itself has pooled.</summary>
internal static class EmbeddingLoader
{
    /// <summary>The outputs that are read, the one that needs the least work first.</summary>
    private static readonly string[] Outputs = [TensorNames.SentenceEmbedding, TensorNames.LastHiddenState, TensorNames.TokenEmbeddings];

    /// <summary>Loads an export.</summary>
    /// <exception cref="ModelLoadException">Its ONNX file cannot be loaded or gives no hidden states.</exception>
    /// <exception cref="TokenizerLoadException">Its tokenizer cannot be loaded.</exception>
    public static EmbeddingModel Load(string folder, ExportDescription export, EmbeddingSettings settings, OnnxSessionFactory factory)
    {
        var output = TensorNames.LastHiddenState;
        var encoder = EncoderLoader.Load(
            folder,
            export,
            factory,
            (session, check, _) =>
            {
                output = Array.Find(Outputs, session.Outputs.Contains) ?? output;
                check.Output(
                    output,
                    output == TensorNames.SentenceEmbedding ? ["batch", "dimensions"] : ["batch", "tokens", "dimensions"],
                    mayBeHalf: true
                );
            }
        );
        return new EmbeddingModel(encoder, settings, output);
    }
}
