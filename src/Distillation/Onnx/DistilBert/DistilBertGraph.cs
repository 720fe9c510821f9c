using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.DistilBert;

/// <summary>
/// model.onnx: <c>[batch, length]</c> ids to <c>[batch, labels]</c> logits. Only the first position is classified, so the last layer
/// computes queries for that position alone.
/// </summary>
internal sealed class DistilBertGraph
{
    private const float Epsilon = 1e-12f;
    private readonly GraphBuilder _graph = new("model");
    private readonly DistilBertShape _shape;
    private readonly LayerBuilder _layers;
    private readonly double _queryFactor;

    private DistilBertGraph(DistilBertShape shape, WeightSource weights)
    {
        _shape = shape;
        _layers = new LayerBuilder(_graph, weights);
        _queryFactor = 1 / Math.Sqrt(shape.ModelSize / shape.Heads);
    }

    public static ModelProto Build(DistilBertShape shape, WeightSource weights) => new DistilBertGraph(shape, weights).Build();

    private ModelProto Build()
    {
        var ids = _graph.Input("input_ids", DataType.Int64, "batch_size", "sequence_length");
        var mask = _graph.Input("attention_mask", DataType.Int64, "batch_size", "sequence_length");
        var size = _shape.ModelSize / _shape.Heads;
        var batchAndLength = _graph.Shape(ids, 0, 2);
        var heads = new HeadBuilder(_graph, _shape.Heads, size, batchAndLength);
        var firstHeads = new HeadBuilder(_graph, _shape.Heads, size, batchAndLength: null);
        var padding = Masks.Padding(_graph, mask);
        var rows = Embed(ids);
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            var name = $"distilbert.transformer.layer.{layer}";
            rows =
                layer < _shape.Layers - 1
                    ? Layer(rows, name, heads, padding)
                    : LastLayer(rows, name, heads, firstHeads, batchAndLength, padding);
        }

        var pooled = _graph.Relu(_layers.Linear(rows, "pre_classifier", _shape.ModelSize, _shape.ModelSize), "pre_classifier.activation");
        var classified = _layers.Linear(pooled, "classifier", _shape.ModelSize, _shape.Labels.Count);
        _graph.Output(classified, "logits", DataType.Float, "batch_size", _shape.Labels.Count);
        return _graph.Build();
    }

    private Value Embed(Value ids)
    {
        const string Name = "distilbert.embeddings";
        var length = _graph.Squeeze(_graph.Shape(ids, 1, 2), 0);
        var wordTable = _layers.Table($"{Name}.word_embeddings.weight", _shape.Vocabulary, _shape.ModelSize);
        var positionTable = _layers.Table($"{Name}.position_embeddings.weight", _shape.MaxPositions, _shape.ModelSize);
        var words = _graph.Gather(wordTable, ids, $"{Name}.word_embeddings");
        var positions = _graph.Gather(positionTable, _graph.Range(length), $"{Name}.position_embeddings");
        var rows = _graph.Reshape(_graph.Add(words, positions), _graph.Constants(-1, _shape.ModelSize));
        return Normalize(rows, $"{Name}.LayerNorm");
    }

    private Value Layer(Value rows, string name, HeadBuilder heads, Value padding)
    {
        var attention = $"{name}.attention";
        var queries = Project(rows, $"{attention}.q_lin", heads, _queryFactor);
        Value keys = Project(rows, $"{attention}.k_lin", heads),
            values = Project(rows, $"{attention}.v_lin", heads);
        return AfterAttention(rows, heads.Attend(queries, keys, values, padding, $"{attention}.context"), name);
    }

    /// <summary>Computes, from all rows, those of the first positions, <c>[batch, size]</c>.</summary>
    private Value LastLayer(Value rows, string name, HeadBuilder heads, HeadBuilder firstHeads, Value batchAndLength, Value padding)
    {
        var attention = $"{name}.attention";
        var positions = _graph.Reshape(rows, _graph.Concat(0, [batchAndLength, _graph.Constants(_shape.ModelSize)]));
        var first = _graph.Gather(positions, _graph.Constant(0), "first_position", axis: 1);
        var queries = Project(first, $"{attention}.q_lin", firstHeads, _queryFactor);
        Value keys = Project(rows, $"{attention}.k_lin", heads),
            values = Project(rows, $"{attention}.v_lin", heads);
        return AfterAttention(first, firstHeads.Attend(queries, keys, values, padding, $"{attention}.context"), name);
    }

    private Value AfterAttention(Value rows, Value context, string name)
    {
        var attended = Normalize(
            _graph.Add(_layers.Linear(context, $"{name}.attention.out_lin", _shape.ModelSize, _shape.ModelSize), rows),
            $"{name}.sa_layer_norm"
        );
        var inner = _graph.Gelu(
            _layers.Linear(attended, $"{name}.ffn.lin1", _shape.ModelSize, _shape.FeedForward),
            $"{name}.ffn.activation"
        );
        var outer = _layers.Linear(inner, $"{name}.ffn.lin2", _shape.FeedForward, _shape.ModelSize);
        return Normalize(_graph.Add(outer, attended), $"{name}.output_layer_norm");
    }

    private Value Project(Value rows, string name, HeadBuilder heads, double factor = 1) =>
        heads.Split(_layers.Linear(rows, name, _shape.ModelSize, _shape.ModelSize, factor), parts: 1)[0];

    private Value Normalize(Value rows, string name) => _layers.LayerNorm(rows, name, _shape.ModelSize, Epsilon);
}
