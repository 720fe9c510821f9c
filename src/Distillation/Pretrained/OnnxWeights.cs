using Google.Protobuf;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Pretrained;

/// <summary>
/// The float32 weights of an ONNX export by their names in the state_dict; of this program's int8 exports too. PyTorch's exporter transposes the matrices of products and so
/// loses their names; they are found again by the bias that is added to the product, by the product's own name, or by their order.
/// </summary>
internal sealed class OnnxWeights
{
    private const string Weight = ".weight";
    private const string Bias = ".bias";

    private readonly string _folder;
    private readonly Dictionary<string, TensorProto> _tensors;
    private readonly ILookup<string, NodeProto> _sums;
    private readonly Dictionary<string, WeightTensor> _weights = [];

    private OnnxWeights(string path, GraphProto graph)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        _tensors = graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float).ToDictionary(tensor => tensor.Name);
        _sums = graph
            .Node.Where(node => node.OpType == "Add")
            .SelectMany(node => node.Input.Select(input => (input, node)))
            .ToLookup(sum => sum.input, sum => sum.node);
    }

    /// <summary>Reads the weights, without the prefix of the model around the encoder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="order">The names of the layers' matrices in the order of the graph.</param>
    /// <param name="queryFactor">What this program's own exports multiplied the queries by.</param>
    /// <exception cref="ExportException">The file or its external data is missing or damaged.</exception>
    public static IReadOnlyDictionary<string, WeightTensor> Read(string path, IReadOnlyList<string> order, double queryFactor)
    {
        try
        {
            var model = OnnxFile.Read(path);
            if (model.ProducerName == GraphBuilder.Producer)
            {
                model.Graph.Initializer.AddRange([.. StoredBytes.Restore(model.Graph)]);
            }

            var weights = new OnnxWeights(path, model.Graph).Read(model.Graph, order);
            if (model.ProducerName == GraphBuilder.Producer)
            {
                foreach (var name in weights.Keys.Where(name => name.Contains(".q_lin.", StringComparison.Ordinal)).ToList())
                {
                    weights[name] = weights[name] with
                    {
                        Values = Array.ConvertAll(weights[name].Values, value => (float)(value / queryFactor)),
                    };
                }
            }

            return weights;
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidProtocolBufferException
                        or KeyNotFoundException
                        or ArgumentException
                        or FormatException
                        or OverflowException
            )
        {
            throw new ExportException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private Dictionary<string, WeightTensor> Read(GraphProto graph, IReadOnlyList<string> order)
    {
        // 1. The matrices of products, stored as [inputs, outputs] unless the product transposes them.
        HashSet<string> seen = [];
        List<WeightTensor> nameless = [];
        foreach (var node in graph.Node.Where(node => node.OpType is "MatMul" or "Gemm" && node.Input.Count > 1))
        {
            if (!_tensors.TryGetValue(node.Input[1], out var tensor) || tensor.Dims.Count != 2)
            {
                continue;
            }

            seen.Add(tensor.Name);
            var straight = node.Attribute.Any(attribute => attribute is { Name: "transB", I: 1 });
            var matrix = straight ? Values(tensor) : Transpose(Values(tensor));
            if ((OwnName(tensor.Name) ?? NameByBias(node) ?? NameByNode(node)) is { } name)
            {
                _weights[EncoderNames.Plain(name)] = matrix;
            }
            else
            {
                nameless.Add(matrix);
            }
        }

        // 2. Everything that kept its name.
        foreach (var tensor in _tensors.Values.Where(tensor => !seen.Contains(tensor.Name)))
        {
            _weights[EncoderNames.Plain(tensor.Name)] = Values(tensor);
        }

        // 3. What is left of the layers' matrices, in the order of the graph.
        foreach ((var name, var matrix) in order.Where(name => !_weights.ContainsKey(name)).ToList().Zip(nameless))
        {
            _weights[name] = matrix;
        }

        return _weights;
    }

    private static string? OwnName(string name) =>
        name.EndsWith(Weight, StringComparison.Ordinal) && name.Length > Weight.Length ? name : null;

    private string? NameByBias(NodeProto node)
    {
        var added =
            node.OpType == "Gemm" ? node.Input.Skip(2) : _sums[node.Output[0]].SelectMany(sum => sum.Input).Where(_tensors.ContainsKey);
        return added.FirstOrDefault(input => input.EndsWith(Bias, StringComparison.Ordinal)) is { } bias
            ? bias[..^Bias.Length] + Weight
            : null;
    }

    /// <summary>Newer exports call a product after its module: <c>/encoder/layer.0/attention/self/query/MatMul</c>.</summary>
    private static string? NameByNode(NodeProto node) =>
        node.Name.StartsWith('/') && node.Name.LastIndexOf('/') is > 0 and var end ? node.Name[1..end].Replace('/', '.') + Weight : null;

    private WeightTensor Values(TensorProto tensor)
    {
        OnnxFile.Inline(tensor, _folder);
        return new WeightTensor(
            [.. tensor.Dims],
            tensor.RawData.IsEmpty ? [.. tensor.FloatData] : TensorProtos.ReadFloats(tensor).ToArray()
        );
    }

    private static WeightTensor Transpose(WeightTensor matrix)
    {
        int rows = (int)matrix.Shape[0],
            columns = (int)matrix.Shape[1];
        var transposed = new float[matrix.Values.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                transposed[(column * rows) + row] = matrix.Values[(row * columns) + column];
            }
        }

        return new WeightTensor([columns, rows], transposed);
    }
}
