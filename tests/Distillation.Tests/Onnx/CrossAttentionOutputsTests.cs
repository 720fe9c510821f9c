using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Training;
using TransformerService.Models.Exports.Shortlists;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>The attention to the source as an output of decoders: what it is, and what it must not change.</summary>
public sealed class CrossAttentionOutputsTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void Declare_OwnDecoder_GivesTheTrainersAttention(DecoderType decoder)
    {
        var shape = decoder == DecoderType.Ssru ? TinyMarian.SsruShape : TinyMarian.Shape;
        var weights = decoder == DecoderType.Ssru ? TinyMarian.SsruWeights : TinyMarian.Weights;
        var graphs = decoder == DecoderType.Ssru ? TinyMarian.SsruGraphs() : TinyMarian.Graphs();

        var found = Decode(graphs.Encoder, CrossAttentionOutputs.Declare(graphs.Decoder));

        var expected = TrainersAttention(shape, weights);
        expected.Count.ShouldBe(shape.DecoderLayers);
        for (var layer = 0; layer < expected.Count; layer++)
        {
            var attention = found[CrossAttentionOutputs.Name(layer)];
            attention.Shape.ShouldBe(expected[layer].Shape);
            attention.Values.ShouldBe(expected[layer].Values, Tolerance);
        }
    }

    [Fact]
    public void Declare_OwnDecoders_AddsNoNodeAndNothingToRun()
    {
        foreach (var decoder in (ModelProto[])[TinyMarian.Graphs().Decoder, TinyMarian.QuantizedGraphs().Decoder])
        {
            var declared = CrossAttentionOutputs.Declare(decoder);

            declared.Graph.Node.Count.ShouldBe(decoder.Graph.Node.Count);
            CountOf(declared).ShouldBe(TinyMarian.Shape.DecoderLayers);
            CountOf(decoder).ShouldBe(0);
            OnnxRun.OptimizedOperators(declared).ShouldBe(OnnxRun.OptimizedOperators(decoder), ignoreOrder: true);
        }
    }

    [Fact]
    public void Declare_Int8Decoder_IsNearTheFloat32Attention()
    {
        var quantized = TinyMarian.QuantizedGraphs();
        var found = Decode(quantized.Encoder, CrossAttentionOutputs.Declare(quantized.Decoder));

        var expected = TrainersAttention(TinyMarian.Shape, TinyMarian.Weights);
        for (var layer = 0; layer < expected.Count; layer++)
        {
            found[CrossAttentionOutputs.Name(layer)].Values.ShouldBe(expected[layer].Values, 0.1);
        }
    }

    [Fact]
    public void Declare_Again_ChangesNothing()
    {
        var once = CrossAttentionOutputs.Declare(TinyMarian.Graphs().Decoder);

        CrossAttentionOutputs.Declare(once).ShouldBe(once);
    }

    /// <summary>Optimum's graph joins batch and heads before its Softmax.</summary>
    [Fact]
    public void Declare_OptimumsDecoder_GivesTheTrainersAttentionAndTheSameLogits()
    {
        var decoder = OnnxFile.Read(Path.Combine(FixtureMarian.Folder, "decoder_model.onnx"));
        var encoder = OnnxFile.Read(Path.Combine(FixtureMarian.Folder, "encoder_model.onnx"));

        var declared = CrossAttentionOutputs.Declare(decoder);

        declared.Graph.Node.Count.ShouldBe(decoder.Graph.Node.Count);
        var found = Decode(encoder, declared, FixtureMarian.Shape);
        found["logits"].Values.ShouldBe(Decode(encoder, decoder, FixtureMarian.Shape)["logits"].Values);
        var own = FixtureMarian.Graphs();
        var expected = Decode(own.Encoder, CrossAttentionOutputs.Declare(own.Decoder), FixtureMarian.Shape);
        for (var layer = 0; layer < FixtureMarian.Shape.DecoderLayers; layer++)
        {
            var name = CrossAttentionOutputs.Name(layer);
            found[name].Shape.ShouldBe(expected[name].Shape);
            found[name].Values.ShouldBe(expected[name].Values, Tolerance);
        }
    }

    [Fact]
    public void Declare_DecoderWithoutACache_SaysSo() =>
        Should
            .Throw<ExportException>(() => CrossAttentionOutputs.Declare(TinyMarian.Graphs().Encoder))
            .Message.ShouldContain("must be exported with a cache");

    [Fact]
    public void Declare_ValuesThatNoSoftmaxMultiplies_SaysWhich()
    {
        var decoder = TinyMarian.Graphs().Decoder.Clone();
        foreach (var node in decoder.Graph.Node.Where(node => node.OpType == "Softmax"))
        {
            node.OpType = "LogSoftmax";
        }

        Should
            .Throw<ExportException>(() => CrossAttentionOutputs.Declare(decoder))
            .Message.ShouldContain("The attention that reads present.0.encoder.value is not recognised");
    }

    [Fact]
    public void Write_AnExport_OnlyTheDecodersOfManyPositionsHaveTheOutputs()
    {
        using var folder = new ExportFolder("translation");
        var options = TinyMarian.Options with { Decoders = DecoderFiles.Both };
        var nothing = new int[TinyMarian.Shape.Vocabulary][];
        Array.Fill(nothing, []);
        MarianExporter.Write(folder.Path, TinyMarian.Shape, options, TinyMarian.QuantizedGraphs(), LexicalShortlist.Of([0], nothing));

        CountIn("decoder_model.onnx").ShouldBe(2);
        CountIn(ShortlistExport.Decoder).ShouldBe(2);
        CountIn("decoder_with_past_model.onnx").ShouldBe(0);
        CountIn(ShortlistExport.DecoderWithPast).ShouldBe(0);
        CountIn("decoder_model_merged.onnx").ShouldBe(0);

        int CountIn(string file) => CountOf(OnnxFile.Read(Path.Combine(folder.Path, file)));
    }

    private static int CountOf(ModelProto model) => CrossAttentionOutputs.Count(model.Graph.Output.Select(output => output.Name));

    private static Dictionary<string, FloatTensor> Decode(ModelProto encoderModel, ModelProto decoderModel, TranslationShape? shape = null)
    {
        using var encoder = new OnnxRun(encoderModel);
        using var decoder = new OnnxRun(decoderModel);
        var texts = TinyMarian.Sources.Length;
        (var ids, var mask, var width) = TinyMarian.Pad(TinyMarian.Sources);
        var start = (shape ?? TinyMarian.Shape).PadTokenId;
        long[] target = [.. TinyMarian.Targets.SelectMany(row => row.Select((id, place) => place == 0 ? start : (long)id))];
        var states = encoder.Run(("input_ids", OnnxRun.Ids(ids, texts, width)), ("attention_mask", OnnxRun.Ids(mask, texts, width)))[
            "last_hidden_state"
        ];
        return decoder.Run(
            ("encoder_attention_mask", OnnxRun.Ids(mask, texts, width)),
            ("input_ids", OnnxRun.Ids(target, texts, target.Length / texts)),
            ("encoder_hidden_states", states.ToOrt())
        );
    }

    private static List<FloatTensor> TrainersAttention(TranslationShape shape, IReadOnlyDictionary<string, WeightTensor> weights)
    {
        using var model = new TranslationTransformer(shape, ScalarType.Float32, dropout: 0, seed: 1);
        using var adam = new Adam(model.Weights);
        adam.Initialize(name => MarianWeights.ValuesOf(name, weights));
        using var scope = NewDisposeScope();
        using var off = no_grad();
        (var ids, _, var width) = TinyMarian.Pad(TinyMarian.Sources);
        var targets = TinyMarian.Targets.SelectMany(row => row).Select(id => (long)id).ToArray();
        List<Tensor> attentions = [];
        model.States(
            tensor(ids, [TinyMarian.Sources.Length, width]),
            tensor(targets, [TinyMarian.Targets.Length, TinyMarian.Targets[0].Length]),
            attentions
        );
        return [.. attentions.Select(attention => new FloatTensor(attention.shape, attention.data<float>().ToArray()))];
    }
}
