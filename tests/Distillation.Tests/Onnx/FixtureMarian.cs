using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>The fixture marian-tiny: a trained model whose answers PyTorch gave.</summary>
internal static class FixtureMarian
{
    public static readonly string Folder = RepositoryRoot.Folder("tests", "fixtures", "marian-tiny");

    public static readonly TranslationShape Shape = new()
    {
        Vocabulary = 853,
        ModelSize = 64,
        Heads = 4,
        EncoderLayers = 2,
        DecoderLayers = 2,
        FeedForward = 128,
    };

    public static readonly MarianExportOptions Options = TinyMarian.Options with { Activation = FeedForwardActivation.Swish };

    public static MarianGraphs Graphs()
    {
        var weights = FixtureWeights.Read(Path.Combine(Folder, "decoder_model.onnx"));
        foreach ((var name, var weight) in FixtureWeights.Read(Path.Combine(Folder, "encoder_model.onnx"), "model.encoder."))
        {
            weights[name] = weight;
        }

        return MarianExporter.Build(Shape, weights, Options);
    }
}
