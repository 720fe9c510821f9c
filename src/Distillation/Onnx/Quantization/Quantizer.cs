using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>
/// Quantises a float32 graph to int8: each Gemm with a stored weight multiplies unsigned bytes (one calibrated scale per tensor) by signed
/// bytes (one scale per output), written as QuantizeLinear and DequantizeLinear around the Gemm. Every runtime supports that form, and ONNX
/// Runtime fuses it into one integer product. Scales are static: an answer does not depend on the rest of the batch. No product can
/// saturate, so results are the same on every processor (<see cref="QuantizedMatrix"/>).
/// <para>An embedding table that is looked up is stored once, as signed bytes with one scale per row, even if it is also a
/// Gemm's weight.</para>
/// </summary>
internal sealed class Quantizer
{
    /// <summary>Far from the 32-bit limit, so that the products that are added to the bias fit too.</summary>
    private const double LargestBias = 1 << 30;

    private readonly ModelProto _model;
    private readonly CalibrationRanges _ranges;
    private readonly QuantizationOptions _options;
    private readonly Dictionary<string, TensorProto> _initializers;
    private readonly HashSet<string> _written = [];
    private readonly Dictionary<string, QuantizedMatrix> _matrices = [];
    private readonly Dictionary<string, string> _rectified = [];
    private readonly List<NodeProto> _nodes = [];

    private Quantizer(ModelProto model, CalibrationRanges ranges, QuantizationOptions options)
    {
        _model = model.Clone();
        _ranges = ranges;
        _options = options;
        _initializers = _model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>Returns a quantised copy.</summary>
    /// <param name="model">A float32 graph.</param>
    /// <param name="ranges">The measured ranges of <see cref="Inputs"/>.</param>
    /// <param name="options">How to quantise.</param>
    /// <exception cref="ExportException">An activation was not calibrated.</exception>
    public static ModelProto Quantize(ModelProto model, CalibrationRanges ranges, QuantizationOptions options) =>
        new Quantizer(model, ranges, options).Run();

    /// <summary>The tensors to calibrate: the inputs of the graph's Gemms with stored weights.</summary>
    public static IReadOnlyList<string> Inputs(ModelProto model)
    {
        HashSet<string> stored = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        return
        [
            .. model
                .Graph.Node.Where(node => node.OpType == "Gemm" && stored.Contains(node.Input[1]))
                .Select(node => node.Input[0])
                .Distinct(),
        ];
    }

    private ModelProto Run()
    {
        foreach (var node in _model.Graph.Node)
        {
            if (IsQuantizedProduct(node))
            {
                QuantizeProduct(node);
            }
            else if (node.OpType == "Relu" && IsReadByProductsAlone(node.Output[0]))
            {
                // Bytes with zero point 0 cannot represent negative values, so quantising includes the Relu.
                _rectified.Add(node.Output[0], node.Input[0]);
            }
            else if (IsQuantizedLookUp(node))
            {
                QuantizeLookUp(node);
            }
            else
            {
                _nodes.Add(node);
            }
        }

        _model.Graph.Node.Clear();
        _model.Graph.Node.AddRange(_nodes);
        RemoveUnread();
        return _model;
    }

    /// <summary>
    /// Replaces a product by a Gemm of two dequantised matrices and, if it has one, a dequantised bias, whose scale must be the product
    /// of theirs.
    /// </summary>
    private void QuantizeProduct(NodeProto node)
    {
        string input = node.Input[0],
            weight = node.Input[1];
        var range = _ranges.Range(input, _options);
        var inputScale = Store(TensorProtos.Floats($"{input}.scale", [], [range.Scale]));
        var inputZero = Store(TensorProtos.UInt8s($"{input}.zero", [], [range.ZeroPoint]));
        var quantized = $"{input}.quantized";
        if (_written.Add(quantized))
        {
            Append("QuantizeLinear", quantized, [_rectified.GetValueOrDefault(input, input), inputScale, inputZero]);
        }

        Append("DequantizeLinear", $"{node.Name}.input", [quantized, inputScale, inputZero]);
        Append(
            "DequantizeLinear",
            $"{node.Name}.weight.float",
            [Bytes(weight), Scales(weight), Zeros(weight)],
            Attributes.Integer("axis", 0)
        );
        if (node.Input.Count > 2)
        {
            QuantizeBias(node, Matrix(weight), range.Scale);
        }

        node.Input[0] = $"{node.Name}.input";
        node.Input[1] = $"{node.Name}.weight.float";
        _nodes.Add(node);
    }

    private void QuantizeBias(NodeProto node, QuantizedMatrix matrix, float inputScale)
    {
        var outputs = matrix.Scales.Length;
        var biasScales = Array.ConvertAll(matrix.Scales, scale => scale * inputScale);
        var biases = new int[outputs];
        var values = TensorProtos.ReadFloats(_initializers[node.Input[2]]);
        for (var output = 0; output < outputs; output++)
        {
            biases[output] = (int)Math.Clamp(Math.Round((double)values[output] / biasScales[output]), -LargestBias, LargestBias);
        }

        Append(
            "DequantizeLinear",
            $"{node.Name}.bias.float",
            [
                Store(TensorProtos.Int32s($"{node.Name}.bias.int32", [outputs], biases)),
                Store(TensorProtos.Floats($"{node.Name}.bias.scale", [outputs], biasScales)),
            ],
            Attributes.Integer("axis", 0)
        );
        node.Input[2] = $"{node.Name}.bias.float";
    }

    /// <summary>Replaces a lookup: looks up bytes and scales, and multiplies them.</summary>
    private void QuantizeLookUp(NodeProto node)
    {
        string name = node.Output[0],
            table = node.Input[0],
            places = node.Input[1];
        Append("Gather", $"{name}.bytes", [Bytes(table), places]);
        Append(
            "Gather",
            $"{name}.scales",
            [Store(TensorProtos.Floats($"{table}.scales", [Matrix(table).Scales.Length, 1], Matrix(table).Scales)), places]
        );
        Append("Cast", $"{name}.steps", [$"{name}.bytes"], Attributes.Integer("to", (long)DataType.Float));
        Append("Mul", name, [$"{name}.steps", $"{name}.scales"]);
    }

    private bool IsQuantizedProduct(NodeProto node) =>
        node.OpType == "Gemm" && _initializers.ContainsKey(node.Input[1]) && !_options.KeepFloat.Contains(node.Name);

    private bool IsQuantizedLookUp(NodeProto node) =>
        node.OpType == "Gather"
        && IsMatrix(node.Input[0])
        && node.Attribute.All(attribute => attribute is { Name: "axis", I: 0 })
        && !_options.KeepFloat.Contains(node.Name);

    private bool IsReadByProductsAlone(string tensor) =>
        _model.Graph.Node.Where(node => node.Input.Contains(tensor)).All(IsQuantizedProduct)
        && _model.Graph.Output.All(output => output.Name != tensor);

    private bool IsMatrix(string name) =>
        _initializers.TryGetValue(name, out var tensor) && tensor.Dims.Count == 2 && tensor.DataType == (int)DataType.Float;

    private string Bytes(string matrix) =>
        Store(TensorProtos.Int8s($"{matrix}.int8", [.. _initializers[matrix].Dims], Matrix(matrix).Values));

    private string Scales(string matrix) =>
        Store(TensorProtos.Floats($"{matrix}.scale", [Matrix(matrix).Scales.Length], Matrix(matrix).Scales));

    private string Zeros(string matrix)
    {
        var rows = Matrix(matrix).Scales.Length;
        return Store(TensorProtos.Int8s($"{matrix}.zero", [rows], new sbyte[rows]));
    }

    private QuantizedMatrix Matrix(string name)
    {
        if (!_matrices.TryGetValue(name, out var matrix))
        {
            var tensor = _initializers[name];
            matrix = QuantizedMatrix.Of(TensorProtos.ReadFloats(tensor), (int)tensor.Dims[0]);
            _matrices.Add(name, matrix);
        }

        return matrix;
    }

    private string Store(TensorProto tensor)
    {
        if (_written.Add(tensor.Name))
        {
            _model.Graph.Initializer.Add(tensor);
        }

        return tensor.Name;
    }

    private void Append(string operation, string name, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { Name = name, OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        node.Attribute.AddRange(attributes);
        _nodes.Add(node);
    }

    private void RemoveUnread()
    {
        HashSet<string> read = [.. _nodes.SelectMany(node => node.Input)];
        TensorProto[] kept = [.. _model.Graph.Initializer.Where(tensor => read.Contains(tensor.Name))];
        _model.Graph.Initializer.Clear();
        _model.Graph.Initializer.AddRange(kept);
    }
}
