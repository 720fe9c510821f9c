using System.Text.Json.Nodes;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Pretrained;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Tests.Pretrained;

/// <summary>How an export still says which layer a matrix belongs to.</summary>
public enum MatrixName
{
    /// <summary>The product's bias, which has a name, is added next.</summary>
    Bias,

    /// <summary>The product is called after its module.</summary>
    Node,

    /// <summary>Only the order of the products.</summary>
    Order,
}

/// <summary>A small BERT with random weights, written as PyTorch's exporter writes one: matrices transposed and without names.</summary>
internal sealed class SyntheticBert(EncoderConfig config, int vocabulary, int seed)
{
    private readonly Random _random = new(seed);
    private readonly GraphBuilder _graph = new("bert");
    private readonly Dictionary<string, WeightTensor> _weights = [];
    private MatrixName _naming;
    private int _matrices;

    /// <summary>Its weights by the names of BertModel's state_dict.</summary>
    public IReadOnlyDictionary<string, WeightTensor> Weights => _weights;

    /// <summary>The graph: ids, mask and token types to last_hidden_state.</summary>
    public ModelProto Build(MatrixName naming)
    {
        _naming = naming;
        var ids = _graph.Input("input_ids", DataType.Int64, "batch", "length");
        var mask = _graph.Input("attention_mask", DataType.Int64, "batch", "length");
        var types = _graph.Input("token_type_ids", DataType.Int64, "batch", "length");
        var length = _graph.Squeeze(_graph.Shape(ids, 1, 2), 0);
        var words = _graph.Gather(Table("word", vocabulary), ids);
        var sum = _graph.Add(words, _graph.Gather(Table("token_type", 2), types));
        var x = Normalize(
            _graph.Add(sum, _graph.Gather(Table("position", config.Positions), _graph.Range(length))),
            "embeddings.LayerNorm"
        );
        var padding = Masks.Padding(_graph, mask);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            x = Layer(x, $"encoder.layer.{layer}", padding);
        }

        _graph.Output(x, "last_hidden_state", DataType.Float, "batch", "length", config.ModelSize);
        return _graph.Build();
    }

    /// <summary>Writes config.json.</summary>
    public static void WriteConfig(string folder, EncoderConfig config, string activation = "gelu") =>
        JsonFiles.Write(
            folder,
            "config.json",
            new JsonObject
            {
                ["model_type"] = config.ModelType,
                ["hidden_act"] = activation,
                ["hidden_size"] = config.ModelSize,
                ["num_attention_heads"] = config.Heads,
                ["num_hidden_layers"] = config.Layers,
                ["intermediate_size"] = config.FeedForward,
                ["max_position_embeddings"] = config.Positions,
                ["layer_norm_eps"] = 1e-12,
            }
        );

    private Value Layer(Value x, string name, Value padding)
    {
        var size = config.ModelSize / config.Heads;
        Value queries = Heads("query"),
            keys = Heads("key"),
            values = Heads("value");
        var scores = _graph.Multiply(_graph.MatMul(queries, _graph.Transpose(keys, [0, 1, 3, 2])), _graph.Constant(1 / MathF.Sqrt(size)));
        var context = _graph.Transpose(_graph.MatMul(_graph.Softmax(_graph.Add(scores, padding)), values), [0, 2, 1, 3]);
        var joined = _graph.Reshape(context, _graph.Constants(0, 0, config.ModelSize));
        var attention = $"{name}.attention.output";
        x = Normalize(_graph.Add(Linear(joined, $"{attention}.dense", config.ModelSize, config.ModelSize), x), $"{attention}.LayerNorm");
        var inner = _graph.Gelu(Linear(x, $"{name}.intermediate.dense", config.ModelSize, config.FeedForward));
        return Normalize(
            _graph.Add(Linear(inner, $"{name}.output.dense", config.FeedForward, config.ModelSize), x),
            $"{name}.output.LayerNorm"
        );

        Value Heads(string part) =>
            _graph.Transpose(
                _graph.Reshape(
                    Linear(x, $"{name}.attention.self.{part}", config.ModelSize, config.ModelSize),
                    _graph.Constants(0, 0, config.Heads, size)
                ),
                [0, 2, 1, 3]
            );
    }

    private Value Linear(Value x, string name, int inputs, int outputs)
    {
        var weight = Draw($"{name}.weight", 1.5 / Math.Sqrt(inputs), 0, outputs, inputs);
        var bias = _graph.Weight($"{name}.bias", Draw($"{name}.bias", 0.2, 0, outputs));
        var transposed = new float[weight.Values.Length];
        for (var i = 0; i < transposed.Length; i++)
        {
            transposed[(i % inputs * outputs) + (i / inputs)] = weight.Values[i];
        }

        var matrix = _graph.Weight($"onnx::MatMul_{900 + _matrices++}", new WeightTensor([inputs, outputs], transposed));
        var product = _graph.MatMul(
            x,
            matrix,
            _naming == MatrixName.Node ? $"/{name.Replace('.', '/').Replace("layer/", "layer.")}/MatMul" : null
        );
        return _graph.Add(bias, _naming == MatrixName.Bias ? product : _graph.Node("Identity", null, [product]));
    }

    private Value Table(string name, int rows) =>
        _graph.Weight($"embeddings.{name}_embeddings.weight", Draw($"embeddings.{name}_embeddings.weight", 0.7, 0, rows, config.ModelSize));

    private Value Normalize(Value x, string name) =>
        _graph.LayerNormalization(
            x,
            _graph.Weight($"{name}.weight", Draw($"{name}.weight", 0.2, 1, config.ModelSize)),
            _graph.Weight($"{name}.bias", Draw($"{name}.bias", 0.2, 0, config.ModelSize)),
            1e-12f
        );

    private WeightTensor Draw(string name, double range, double middle, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(middle + (range * ((2 * _random.NextDouble()) - 1)));
        }

        return _weights[name] = new WeightTensor(shape, values);
    }
}
