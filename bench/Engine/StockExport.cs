using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Engine;

/// <summary>
/// The graphs that Hugging Face Optimum would export from the benchmark's weights: those of a real, small export, node for node, with this
/// shape's sizes, these weights, and its second encoder layer repeated. Its Swish becomes the shape's ReLU.
/// </summary>
internal sealed partial class StockExport
{
    private readonly string _folder;
    private readonly TranslationShape _shape;
    private readonly IReadOnlyDictionary<string, WeightTensor> _weights;
    private readonly Dictionary<long, long> _sizes;
    private readonly Dictionary<float, float> _factors;

    /// <param name="folder">A real Optimum export of a MarianMT.</param>
    /// <param name="shape">The target shape.</param>
    /// <param name="weights">Its weights, by the names of MarianMTModel's state_dict.</param>
    public StockExport(string folder, TranslationShape shape, IReadOnlyDictionary<string, WeightTensor> weights)
    {
        (_folder, _shape, _weights) = (folder, shape, weights);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!; // the file contains an object
        int size = (int)config["d_model"]!,
            heads = (int)config["decoder_attention_heads"]!,
            vocabulary = (int)config["vocab_size"]!; // every MarianMT states them
        _sizes = new Dictionary<long, long>
        {
            [heads] = shape.Heads,
            [size / heads] = shape.ModelSize / shape.Heads,
            [size] = shape.ModelSize,
            [vocabulary] = shape.Vocabulary,
        };
        _factors = new Dictionary<float, float>
        {
            [MathF.Sqrt(size)] = MathF.Sqrt(shape.ModelSize),
            [1 / MathF.Sqrt(size / heads)] = 1 / MathF.Sqrt(shape.ModelSize / shape.Heads),
        };
    }

    /// <summary>The three graphs, in float32.</summary>
    public MarianGraphs Build() =>
        new(
            Graph("encoder_model", "model.encoder.", _shape.EncoderLayers),
            Graph("decoder_model", "", _shape.DecoderLayers),
            Graph("decoder_with_past_model", "", _shape.DecoderLayers)
        );

    /// <summary>Returns the layer of a MatMul's weight, from its node's name: <c>model.decoder.layers.0.fc1</c>.</summary>
    public static string Layer(NodeProto node, string prefix) => $"{prefix}{node.Name.Trim('/').Replace('/', '.')[..^".MatMul".Length]}";

    private ModelProto Graph(string file, string prefix, int layers)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(_folder, $"{file}.onnx")));
        var graph = model.Graph;
        graph.ValueInfo.Clear();
        foreach (
            var size in graph
                .Input.Concat(graph.Output)
                .SelectMany(value => value.Type.TensorType.Shape.Dim)
                .Where(size => size.DimValue > 0)
        )
        {
            size.DimValue = _sizes.GetValueOrDefault(size.DimValue, size.DimValue);
        }

        Repeat(graph, layers);
        foreach (var constant in graph.Node.Where(node => node.OpType == "Constant"))
        {
            constant.Attribute[0].T = Resized(constant.Attribute[0].T);
        }

        Rectify(graph);
        Weigh(graph, prefix);
        return model;
    }

    /// <summary>Repeats the last layer up to the wanted number of layers; the copies get their own weights by name.</summary>
    private static void Repeat(GraphProto graph, int layers)
    {
        var last = LayerNumber()
            .Matches(string.Join(' ', graph.Node.Select(node => node.Name)))
            .Max(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        NodeProto[] pattern = [.. graph.Node.Where(node => IsOf(node.Name, last))];
        string end = pattern[^1].Output[0],
            joint = $"/layers.{last}/final_layer_norm/Add_1_output_0";
        if (layers == last + 1)
        {
            return;
        }

        NodeProto[] others = [.. graph.Node.Except(pattern)];
        graph.Node.Clear();
        graph.Node.AddRange(others);
        for (var layer = last; layer < layers; layer++)
        {
            foreach (var node in pattern)
            {
                var copy = node.Clone();
                copy.Name = Renamed(copy.Name, layer);
                Rename(copy.Input, layer);
                Rename(copy.Output, layer);
                graph.Node.Add(copy);
            }
        }

        static bool IsOf(string name, int layer) => name.Contains($"layers.{layer}/", StringComparison.Ordinal);

        string Renamed(string name, int layer) =>
            name == end && layer < layers - 1 ? joint.Replace($"layers.{last}", $"layers.{layer}", StringComparison.Ordinal)
            : name.Contains($"layers.{last}", StringComparison.Ordinal)
                ? name.Replace($"layers.{last}", $"layers.{layer}", StringComparison.Ordinal)
            : name.Replace($"layers.{last - 1}/", $"layers.{layer - 1}/", StringComparison.Ordinal);

        void Rename(IList<string> names, int layer)
        {
            for (var index = 0; index < names.Count; index++)
            {
                // A product's weight has a number as its name: Weigh gives it its layer's name.
                names[index] = Renamed(names[index], layer);
            }
        }
    }

    private TensorProto Resized(TensorProto tensor)
    {
        switch ((DataType)tensor.DataType)
        {
            case DataType.Int64:
                long[] sizes = [.. MemoryMarshal.Cast<byte, long>(tensor.RawData.Span)];
                return TensorProtos.Int64s(
                    tensor.Name,
                    [.. tensor.Dims],
                    Array.ConvertAll(sizes, size => _sizes.GetValueOrDefault(size, size))
                );
            case DataType.Float when tensor.Dims.Count == 0:
                var factor = TensorProtos.ReadFloats(tensor)[0];
                return TensorProtos.Floats(tensor.Name, [], [_factors.GetValueOrDefault(factor, factor)]);
            default:
                return tensor;
        }
    }

    private static void Rectify(GraphProto graph)
    {
        var sigmoids = graph.Node.Where(node => node.OpType == "Sigmoid").ToDictionary(node => node.Output[0], node => node.Input[0]);
        foreach (var product in graph.Node.Where(node => node.OpType == "Mul" && sigmoids.ContainsKey(node.Input[1])))
        {
            product.OpType = "Relu";
            product.Input.RemoveAt(1);
        }

        NodeProto[] left = [.. graph.Node.Where(node => node.OpType != "Sigmoid")];
        graph.Node.Clear();
        graph.Node.AddRange(left);
    }

    private void Weigh(GraphProto graph, string prefix)
    {
        HashSet<string> stored = [.. graph.Initializer.Select(tensor => tensor.Name)];
        Dictionary<string, TensorProto> tensors = [];
        foreach (var node in graph.Node.Where(node => node.OpType == "MatMul" && stored.Contains(node.Input[1])))
        {
            var name = $"{Layer(node, prefix)}.weight";
            var weight = _weights[name];
            node.Input[1] = $"{name}.transposed";
            tensors[node.Input[1]] = TensorProtos.Floats(
                node.Input[1],
                [weight.Shape[1], weight.Shape[0]],
                Transposed<float>(weight.Values, (int)weight.Shape[0])
            );
        }

        foreach (var name in graph.Node.SelectMany(node => node.Input).Distinct().Where(name => !tensors.ContainsKey(name)))
        {
            if (_weights.TryGetValue(name, out var weight) || _weights.TryGetValue($"{prefix}{name}", out weight))
            {
                tensors[name] = TensorProtos.Floats(name, weight.Shape, weight.Values);
            }
            else if (name.EndsWith("embed_positions.weight", StringComparison.Ordinal))
            {
                tensors[name] = TensorProtos.Floats(
                    name,
                    [_shape.MaxPositions, _shape.ModelSize],
                    SinusoidalPositions.Table(_shape.MaxPositions, _shape.ModelSize)
                );
            }
            else if (name == "embed_tokens.weight")
            {
                var shared = _weights["model.shared.weight"];
                tensors[name] = TensorProtos.Floats(name, shared.Shape, shared.Values);
            }
        }

        graph.Initializer.Clear();
        graph.Initializer.AddRange(tensors.Values);
    }

    /// <summary>Transposes a matrix of <paramref name="rows"/> rows.</summary>
    public static T[] Transposed<T>(ReadOnlySpan<T> matrix, int rows)
    {
        var columns = matrix.Length / rows;
        var values = new T[matrix.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                values[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return values;
    }

    [GeneratedRegex(@"layers\.(\d+)/")]
    private static partial Regex LayerNumber();
}
