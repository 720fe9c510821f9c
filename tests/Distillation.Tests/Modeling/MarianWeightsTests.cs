using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Distillation.Training;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Modeling;

public sealed class MarianWeightsTests
{
    private static readonly TranslationShape Shape = new()
    {
        Vocabulary = 40,
        ModelSize = 16,
        Heads = 2,
        EncoderLayers = 2,
        DecoderLayers = 2,
        FeedForward = 32,
        MaxPositions = 32,
    };

    [Fact]
    public void From_FreshModel_ExportsToTheLogitsThatTorchGives()
    {
        using var scope = NewDisposeScope();
        using var model = new TranslationTransformer(Shape, ScalarType.Float32, 0, seed: 6);
        using (no_grad())
        {
            // Fresh biases are zero: a mistake in placing them would not show.
            manual_seed(8);
            foreach (var weight in model.Weights.All.Values.Where(weight => weight.dim() == 1))
            {
                weight.add_(randn_like(weight) * 0.1);
            }
        }

        using var adam = new Adam(model.Weights);
        var options = new MarianExportOptions { SourceLanguage = "en", TargetLanguage = "fr" };
        using var folder = new ExportFolder("translation");
        var weights = MarianWeights.From(adam.Masters().Select(entry => (entry.Key, entry.Value)));
        MarianExporter.Write(folder.Path, Shape, options, MarianExporter.Build(Shape, weights, options));
        var files = new OnnxFiles
        {
            Encoder = Path.Combine(folder.Path, "encoder_model.onnx"),
            Decoder = Path.Combine(folder.Path, "decoder_model.onnx"),
            DecoderWithPast = Path.Combine(folder.Path, "decoder_with_past_model.onnx"),
        };
        using var exported = EncoderDecoder.Open(new OnnxSessionFactory(ExecutionProvider.Cpu, 1), files);
        int[] source = [5, 6, 7, 8, 0],
            target = [Shape.PadTokenId, 9, 10, 11];
        var states = model.States(
            tensor(source.Select(id => (long)id).ToArray(), [1, 5]),
            tensor(target.Select(id => (long)id).ToArray(), [1, 4])
        );
        var expected = states.matmul(model.Embedding.t()) + model.OutputBias;

        using var run = new RunScope(TestContext.Current.CancellationToken);
        using var decoder = exported.Start(run, new TokenBatch([source], Shape.PadTokenId));
        for (var position = 0; position < target.Length; position++)
        {
            var logits = decoder.Step([target[position]])[0];
            for (var token = 0; token < Shape.Vocabulary; token++)
            {
                logits[token].ShouldBe(expected[0, position, token].item<float>(), 1e-4f);
            }
        }
    }
}
