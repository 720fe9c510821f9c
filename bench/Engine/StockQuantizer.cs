using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;

namespace TransformerService.Engine;

/// <summary>
/// Quantises a stock export to int8 as ONNX Runtime's quantize_static does with QDQ, MatMul only and a scale for each column: a product
/// reads bytes, its bias is added in float32. Ranges are those of this repository's graphs with the same weights.
/// </summary>
internal sealed class StockQuantizer(MarianGraphs calibrated, CalibrationRanges ranges, IReadOnlyDictionary<string, WeightTensor> weights)
{
    private const string Shared = "model.shared.weight";

    /// <summary>The input range of each layer, by its name.</summary>
    private readonly Dictionary<string, string> _reads = new[] { calibrated.Encoder, calibrated.Decoder }
        .SelectMany(model => model.Graph.Node)
        .Where(node => node.OpType == "Gemm")
        .ToDictionary(node => node.Name, node => node.Input[0]);

    public MarianGraphs Quantize(MarianGraphs stock) =>
        new(Quantize(stock.Encoder, "model.encoder."), Quantize(stock.Decoder, ""), Quantize(stock.DecoderWithPast, ""));

    private ModelProto Quantize(ModelProto stock, string prefix)
    {
        var model = stock.Clone();
        var stored = model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        List<NodeProto> nodes = [];
        HashSet<string> written = [];
        foreach (var node in model.Graph.Node)
        {
            var layer = node.OpType == "MatMul" ? StockExport.Layer(node, prefix) : "";
            if (!_reads.TryGetValue(layer, out var read))
            {
                nodes.Add(node);
                continue;
            }

            string input = node.Input[0],
                scale = $"{input}_scale",
                zero = $"{input}_zero_point";
            if (written.Add(input))
            {
                var range = ranges.Range(read, new QuantizationOptions());
                stored[scale] = TensorProtos.Floats(scale, [], [range.Scale]);
                stored[zero] = TensorProtos.UInt8s(zero, [], [range.ZeroPoint]);
                nodes.Add(Node("QuantizeLinear", $"{input}_QuantizeLinear", input, scale, zero));
                nodes.Add(Node("DequantizeLinear", $"{input}_DequantizeLinear", $"{input}_QuantizeLinear", scale, zero));
            }

            var weight = Weight(layer, stored);
            nodes.Add(weight);
            node.Input[0] = $"{input}_DequantizeLinear";
            node.Input[1] = weight.Output[0];
            nodes.Add(node);
        }

        HashSet<string> needed = [.. nodes.SelectMany(node => node.Input)];
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes.Where(node => node.OpType != "Transpose" || node.Input[0] != Shared));
        model.Graph.Initializer.Clear();
        model.Graph.Initializer.AddRange(stored.Values.Where(tensor => needed.Contains(tensor.Name)));
        return model;
    }

    private NodeProto Weight(string layer, Dictionary<string, TensorProto> stored)
    {
        string name = layer == "lm_head" ? Shared : $"{layer}.weight",
            bytes = $"{name}_quantized",
            scale = $"{name}_scale",
            zero = $"{name}_zero_point";
        var weight = weights[name];
        int outputs = (int)weight.Shape[0],
            inputs = (int)weight.Shape[1];
        var matrix = QuantizedMatrix.Of(weight.Values, outputs);
        stored[bytes] = TensorProtos.Int8s(bytes, [inputs, outputs], StockExport.Transposed<sbyte>(matrix.Values, outputs));
        stored[scale] = TensorProtos.Floats(scale, [outputs], matrix.Scales);
        stored[zero] = TensorProtos.Int8s(zero, [outputs], new sbyte[outputs]);
        var node = Node("DequantizeLinear", $"{layer}.weight_DequantizeLinear", bytes, scale, zero);
        node.Attribute.Add(Attributes.Integer("axis", 1));
        return node;
    }

    private static NodeProto Node(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto { Name = output, OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }
}
