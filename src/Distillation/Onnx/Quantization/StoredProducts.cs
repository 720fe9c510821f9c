using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using AttributeType = TransformerService.Distillation.Onnx.Proto.AttributeProto.Types.AttributeType;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>
/// Brings a graph of another exporter into the form that <see cref="Quantizer"/> reads: each product of states <c>[…, inputs]</c> with a
/// stored matrix <c>[inputs, outputs]</c>, and the bias that is added to it, becomes a Gemm of rows between two Reshapes. The results are
/// the same.
/// </summary>
internal sealed class StoredProducts
{
    private const string WeightsTransposed = "transB";

    private readonly ModelProto _model;
    private readonly Dictionary<string, TensorProto> _stored;
    private readonly ILookup<string, NodeProto> _readers;
    private readonly HashSet<string> _outputs;
    private readonly HashSet<string> _made = [];
    private readonly HashSet<NodeProto> _folded = [];
    private readonly List<NodeProto> _nodes = [];

    private StoredProducts(ModelProto model)
    {
        _model = model;
        _stored = model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        _readers = model
            .Graph.Node.SelectMany(node => node.Input.Select(input => (input, node)))
            .ToLookup(pair => pair.input, pair => pair.node);
        _outputs = [.. model.Graph.Output.Select(output => output.Name)];
    }

    /// <summary>Reads a float32 graph with its external data, and returns it in that form.</summary>
    /// <exception cref="ExportException">It cannot be quantised; the message says why.</exception>
    public static ModelProto Read(string path)
    {
        var model = OnnxFile.Read(path);
        if (model.Graph.Node.Any(node => node.Attribute.Any(attribute => attribute.Type is AttributeType.Graph or AttributeType.Graphs)))
        {
            throw new ExportException("The graph has branches (If, Loop), which cannot be quantised here.");
        }

        foreach (var tensor in model.Graph.Initializer)
        {
            OnnxFile.Inline(tensor, Path.GetDirectoryName(path) ?? "");
            if (tensor.DataType == (int)DataType.Float && tensor.FloatData.Count > 0)
            {
                tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(tensor.FloatData.ToArray().AsSpan()));
                tensor.FloatData.Clear();
            }
        }

        OpsetConversion.Apply(model);
        return new StoredProducts(model).Rewrite();
    }

    private ModelProto Rewrite()
    {
        var products = 0;
        foreach (var node in _model.Graph.Node.Where(node => !_folded.Contains(node)))
        {
            var isGemm = node.OpType == "Gemm" && IsMatrix(node.Input[1]);
            if (isGemm && !IsPlain(node))
            {
                throw new ExportException(
                    $"The Gemm '{node.Name}' has other attributes than PyTorch's exporter writes; it cannot be quantised here."
                );
            }

            if (isGemm)
            {
                if (!IsSet(node, WeightsTransposed))
                {
                    node.Input[1] = Transposed(node.Input[1]);
                    node.Attribute.Add(Attributes.Integer(WeightsTransposed, 1));
                }

                Append(node, Named("gemm", products++));
            }
            else if (node.OpType == "MatMul" && IsMatrix(node.Input[1]) && !_stored.ContainsKey(node.Input[0]))
            {
                AppendProduct(node, Named("product", products++));
            }
            else
            {
                _nodes.Add(node);
            }
        }

        if (products == 0)
        {
            throw new ExportException("The graph has no product with a stored float32 matrix: there is nothing to quantise.");
        }

        _model.Graph.Node.Clear();
        _model.Graph.Node.AddRange(_nodes);
        HashSet<string> read = [.. _nodes.SelectMany(node => node.Input)];
        TensorProto[] kept = [.. _stored.Values.Where(tensor => read.Contains(tensor.Name))];
        _model.Graph.Initializer.Clear();
        _model.Graph.Initializer.AddRange(kept);
        ValueInfoProto[] inputs = [.. _model.Graph.Input.Where(input => !_stored.ContainsKey(input.Name))];
        _model.Graph.Input.Clear();
        _model.Graph.Input.AddRange(inputs);
        return _model;
    }

    private void AppendProduct(NodeProto product, string name)
    {
        string states = product.Input[0],
            weight = product.Input[1],
            result = product.Output[0];
        long inputs = _stored[weight].Dims[0],
            outputs = _stored[weight].Dims[1];
        List<string> operands = [Flat(states, inputs), Transposed(weight)];
        if (!_outputs.Contains(result) && _readers[result].ToArray() is [{ OpType: "Add" } add] && BiasOf(add, result, outputs) is { } bias)
        {
            operands.Add(bias);
            _folded.Add(add);
            result = add.Output[0];
        }

        var gemm = New("Gemm", $"{name}.rows", operands, Attributes.Integer(WeightsTransposed, 1));
        gemm.Name = name;
        _nodes.Add(gemm);
        var width = Store(TensorProtos.Int64s(string.Create(CultureInfo.InvariantCulture, $"products.{outputs}"), [1], [outputs]));
        _nodes.Add(New("Concat", $"{name}.shape", [$"{states}.leading", width], Attributes.Integer("axis", 0)));
        _nodes.Add(New("Reshape", result, [$"{name}.rows", $"{name}.shape"]));
    }

    /// <summary>The states as rows; several products may read them.</summary>
    private string Flat(string states, long inputs)
    {
        var flat = $"{states}.flat";
        if (_made.Add(flat))
        {
            var rows = Store(
                TensorProtos.Int64s(string.Create(CultureInfo.InvariantCulture, $"products.rows.{inputs}"), [2], [-1, inputs])
            );
            var first = Store(TensorProtos.Int64s("products.first", [1], [0]));
            var last = Store(TensorProtos.Int64s("products.last", [1], [-1]));
            _nodes.Add(New("Shape", $"{states}.dimensions", [states]));
            _nodes.Add(New("Slice", $"{states}.leading", [$"{states}.dimensions", first, last]));
            _nodes.Add(New("Reshape", flat, [states, rows]));
        }

        return flat;
    }

    private string? BiasOf(NodeProto add, string result, long outputs)
    {
        var bias = add.Input[0] == result ? add.Input[1] : add.Input[0];
        return
            _stored.TryGetValue(bias, out var tensor)
            && tensor.DataType == (int)DataType.Float
            && tensor.Dims.Count == 1
            && tensor.Dims[0] == outputs
            ? bias
            : null;
    }

    /// <summary>A matrix with rows and columns exchanged.</summary>
    private string Transposed(string weight)
    {
        var name = $"{weight}.transposed";
        if (_stored.ContainsKey(name))
        {
            return name;
        }

        int rows = (int)_stored[weight].Dims[0],
            columns = (int)_stored[weight].Dims[1];
        var values = TensorProtos.ReadFloats(_stored[weight]);
        var turned = new float[values.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                turned[(column * rows) + row] = values[(row * columns) + column];
            }
        }

        return Store(TensorProtos.Floats(name, [columns, rows], turned));
    }

    private bool IsMatrix(string name) =>
        _stored.TryGetValue(name, out var tensor) && tensor.Dims.Count == 2 && tensor.DataType == (int)DataType.Float;

    private static bool IsPlain(NodeProto gemm) =>
        gemm.Attribute.All(static attribute =>
            attribute switch
            {
                { Name: "alpha" or "beta" } => attribute.F == 1,
                { Name: "transA" } => attribute.I == 0,
                _ => true,
            }
        );

    private static bool IsSet(NodeProto node, string attribute) => node.Attribute.Any(found => found.Name == attribute && found.I == 1);

    /// <summary>A name of its own: other exporters leave names out, and the quantiser derives others from it.</summary>
    private static string Named(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}.{number}");

    private void Append(NodeProto node, string name)
    {
        node.Name = name;
        _nodes.Add(node);
    }

    private string Store(TensorProto tensor)
    {
        _stored.TryAdd(tensor.Name, tensor);
        return tensor.Name;
    }

    private static NodeProto New(string operation, string output, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { Name = output, OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }
}
