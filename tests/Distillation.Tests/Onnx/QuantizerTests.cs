using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>A translation model made int8.</summary>
public sealed class QuantizerTests
{
    private static readonly MarianGraphs Float = TinyMarian.Graphs();
    private static readonly CalibrationRanges Ranges = TinyMarian.Calibrate(Float);

    [Theory]
    [InlineData("MinMax")]
    [InlineData("Percentile")]
    [InlineData("LeastError")]
    public void Quantize_CalibratedModel_StaysNearFloat32(string method)
    {
        var quantized = MarianExporter.Quantize(Float, Ranges, new QuantizationOptions { Method = Enum.Parse<RangeMethod>(method) });
        FloatTensor exact = Logits(Float, TinyMarian.Sources, TinyMarian.Targets),
            rounded = Logits(quantized, TinyMarian.Sources, TinyMarian.Targets);
        double spread = exact.Values.Max() - exact.Values.Min();
        double drift = exact.Values.Zip(rounded.Values, (a, b) => Math.Abs(a - b)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"{method}: int8 strays by at most {drift:F4} of {spread:F2}");
        drift.ShouldBeInRange(1e-6, spread * 0.05);
    }

    [Fact]
    public void Quantize_EveryProduct_ReadsBytes()
    {
        var quantized = MarianExporter.Quantize(Float, Ranges, new QuantizationOptions());
        foreach (var model in (ModelProto[])[quantized.Encoder, quantized.Decoder, quantized.DecoderWithPast])
        {
            var makers = model.Graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary();
            NodeProto[] products = [.. model.Graph.Node.Where(node => node.OpType == "Gemm")];
            products.Length.ShouldBeGreaterThan(5);
            products.ShouldAllBe(node => node.Input.All(input => makers[input].OpType == "DequantizeLinear"));
            model.Graph.Node.ShouldNotContain(node => node.OpType == "DynamicQuantizeLinear");
            TensorProto[] matrices = [.. model.Graph.Initializer.Where(tensor => tensor.Dims.Count == 2 && tensor.Dims[1] > 1)];
            matrices
                .Where(tensor => tensor.Name != "positions.weight")
                .ShouldAllBe(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Int8);
            matrices.Count(tensor => tensor.Name.StartsWith("model.shared.weight", StringComparison.Ordinal)).ShouldBe(1);
        }
    }

    /// <summary>Q/DQ pairs that are not taken into a product cost more than they save.</summary>
    [Fact]
    public void Quantize_OpenedByOnnxRuntime_BecomesIntegerProducts()
    {
        var quantized = MarianExporter.Quantize(Float, Ranges, new QuantizationOptions());
        foreach (var model in (ModelProto[])[quantized.Encoder, quantized.Decoder, quantized.DecoderWithPast])
        {
            var operators = OnnxRun.OptimizedOperators(model);
            operators["QGemm"].ShouldBe(model.Graph.Node.Count(node => node.OpType == "Gemm"));
            operators.Keys.ShouldNotContain("Gemm");
            operators.Keys.ShouldNotContain("DequantizeLinear");
            operators.Keys.ShouldNotContain("Relu");
        }
    }

    [Fact]
    public void Quantize_LayerKeptFloat_ReadsFloats()
    {
        var options = new QuantizationOptions { KeepFloat = new HashSet<string> { "lm_head" } };
        var decoder = MarianExporter.Quantize(Float, Ranges, options).Decoder;
        var output = decoder.Graph.Node.Single(node => node.Name == "lm_head");
        output.Input[1].ShouldBe("model.shared.weight");
        decoder
            .Graph.Initializer.Single(tensor => tensor.Name == "model.shared.weight")
            .DataType.ShouldBe((int)TensorProto.Types.DataType.Float);
    }

    [Fact]
    public void Quantize_OtherRowsInTheBatch_ChangeNothing()
    {
        var quantized = MarianExporter.Quantize(Float, Ranges, new QuantizationOptions());
        int[][] same = [.. Enumerable.Range(0, 6).Select(i => new[] { 5 + i, 9 + (3 * i), 17, 30 - i, 0 })];
        int[][] targets = [.. Enumerable.Range(0, 6).Select(i => new[] { 39, 4 + i, 22 - i, 9 })];
        var all = Logits(quantized, same, targets);
        for (var text = 0; text < same.Length; text++)
        {
            var alone = Logits(quantized, [same[text]], [targets[text]]);
            alone.Values.ShouldBe(all.Values.AsSpan(text * alone.Values.Length, alone.Values.Length).ToArray());
        }
    }

    [Fact]
    public void Quantize_PaddedByALongerNeighbour_ChangesNothing()
    {
        var quantized = MarianExporter.Quantize(Float, Ranges, new QuantizationOptions());
        var all = Logits(quantized, TinyMarian.Sources, TinyMarian.Targets);
        for (var text = 0; text < TinyMarian.Sources.Length; text++)
        {
            var alone = Logits(quantized, [TinyMarian.Sources[text]], [TinyMarian.Targets[text]]);
            alone.Values.ShouldBe(all.Values.AsSpan(text * alone.Values.Length, alone.Values.Length).ToArray());
        }
    }

    [Fact]
    public void Quantize_ActivationNotCalibrated_SaysWhich() =>
        Should
            .Throw<ExportException>(() => MarianExporter.Quantize(Float, new CalibrationRanges(), new QuantizationOptions()))
            .Message.ShouldBe("The activation 'model.encoder.embeddings' was not calibrated.");

    private static FloatTensor Logits(MarianGraphs graphs, int[][] sources, int[][] targets)
    {
        using var encoder = new OnnxRun(graphs.Encoder);
        using var decoder = new OnnxRun(graphs.Decoder);
        (var ids, var mask, var width) = TinyMarian.Pad(sources);
        var states = encoder.Run(
            ("input_ids", OnnxRun.Ids(ids, sources.Length, width)),
            ("attention_mask", OnnxRun.Ids(mask, sources.Length, width))
        )["last_hidden_state"];
        return decoder.Run(
            ("encoder_attention_mask", OnnxRun.Ids(mask, sources.Length, width)),
            ("input_ids", OnnxRun.Ids([.. targets.SelectMany(target => target).Select(id => (long)id)], targets.Length, targets[0].Length)),
            ("encoder_hidden_states", states.ToOrt())
        )["logits"];
    }
}
