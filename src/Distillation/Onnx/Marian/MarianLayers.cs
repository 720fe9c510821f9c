using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Layers;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>The parts that Marian's encoder and decoder share: embeddings, projections, and the post-norm residual steps.</summary>
internal sealed class MarianLayers(GraphBuilder graph, WeightSource weights, TranslationShape shape, MarianExportOptions options)
{
    private const float Epsilon = 1e-5f;
    private readonly LayerBuilder _layers = new(graph, weights);
    private readonly double _queryFactor = 1 / Math.Sqrt(shape.ModelSize / shape.Heads);

    /// <summary>The name of the table of positions in every graph.</summary>
    public const string Positions = "positions";

    /// <summary>The embeddings that encoder, decoder and output share.</summary>
    private Value Shared => _layers.Table("model.shared.weight", shape.Vocabulary, shape.ModelSize);

    private Value PositionTable =>
        graph.Weight(
            $"{Positions}.weight",
            new WeightTensor([shape.MaxPositions, shape.ModelSize], SinusoidalPositions.Table(shape.MaxPositions, shape.ModelSize))
        );

    /// <summary>Embeddings times √size plus positions, as rows <c>[batch · length, size]</c>.</summary>
    /// <param name="ids"><c>[batch, length]</c>.</param>
    /// <param name="places">The positions, <c>[length]</c>.</param>
    /// <param name="name">Name of the rows.</param>
    public Value Embed(Value ids, Value places, string name)
    {
        var embedded = graph.Multiply(graph.Gather(Shared, ids, $"{name}.tokens"), graph.Constant(MathF.Sqrt(shape.ModelSize)));
        var placed = graph.Add(embedded, graph.Gather(PositionTable, places, Positions));
        return graph.Reshape(placed, graph.Constants(-1, shape.ModelSize), name);
    }

    /// <summary>The scaled queries of an attention named <paramref name="name"/>.</summary>
    public Value Query(Value rows, string name, HeadBuilder heads) =>
        heads.Split(Project(rows, $"{name}.q_proj", _queryFactor), parts: 1)[0];

    /// <summary>Keys and values, which the caller may declare as outputs.</summary>
    public (Value Keys, Value Values) KeyValue(Value rows, string name, HeadBuilder heads)
    {
        if (options.FuseProjections)
        {
            var both = heads.Split(Fused(rows, $"{name}.kv_proj", ($"{name}.k_proj", 1), ($"{name}.v_proj", 1)), parts: 2);
            return (both[0], both[1]);
        }

        return (heads.Split(Project(rows, $"{name}.k_proj"), parts: 1)[0], heads.Split(Project(rows, $"{name}.v_proj"), parts: 1)[0]);
    }

    /// <summary>Queries, keys and values of the same rows.</summary>
    public (Value Queries, Value Keys, Value Values) QueryKeyValue(Value rows, string name, HeadBuilder heads)
    {
        if (options.FuseProjections)
        {
            var all = heads.Split(
                Fused(rows, $"{name}.qkv_proj", ($"{name}.q_proj", _queryFactor), ($"{name}.k_proj", 1), ($"{name}.v_proj", 1)),
                parts: 3
            );
            return (all[0], all[1], all[2]);
        }

        (var keys, var values) = KeyValue(rows, name, heads);
        return (Query(rows, name, heads), keys, values);
    }

    /// <summary>The attention's output projection, residual and norm.</summary>
    public Value AfterAttention(Value rows, Value context, string name) =>
        Normalize(graph.Add(rows, Project(context, $"{name}.out_proj")), $"{name}_layer_norm");

    /// <summary>An SSRU's forget gate and its new values, of all positions at once.</summary>
    public (Value Forget, Value Values) SsruProducts(Value rows, string layer) =>
        (
            graph.Sigmoid(Project(rows, $"{layer}.ssru.forget"), $"{layer}.ssru.gate"),
            _layers.Product(rows, $"{layer}.ssru.input", shape.ModelSize, shape.ModelSize)
        );

    /// <summary>The SSRU's residual and norm, which has the name of self-attention's.</summary>
    public Value AfterSsru(Value rows, Value outputs, string layer) => Normalize(graph.Add(rows, outputs), $"{layer}.self_attn_layer_norm");

    /// <summary>The feed-forward network of the layer <paramref name="name"/>, residual and norm.</summary>
    public Value FeedForward(Value rows, string name)
    {
        var inner = _layers.Linear(rows, $"{name}.fc1", shape.ModelSize, shape.FeedForward);
        var active =
            options.Activation == FeedForwardActivation.Relu
                ? graph.Relu(inner, $"{name}.activation")
                : graph.Swish(inner, $"{name}.activation");
        return Normalize(
            graph.Add(rows, _layers.Linear(active, $"{name}.fc2", shape.FeedForward, shape.ModelSize)),
            $"{name}.final_layer_norm"
        );
    }

    /// <summary>Scores of every piece, <c>[rows, vocabulary]</c>, from the shared embeddings.</summary>
    public Value Output(Value rows)
    {
        var bias = weights.Get("final_logits_bias", 1, shape.Vocabulary);
        return graph.Linear(rows, Shared, graph.Weight("final_logits_bias", bias with { Shape = [shape.Vocabulary] }), "lm_head");
    }

    private Value Project(Value rows, string name, double factor = 1) =>
        _layers.Linear(rows, name, shape.ModelSize, shape.ModelSize, factor);

    private Value Fused(Value rows, string name, params (string, double)[] parts) =>
        _layers.Linear(rows, name, parts, shape.ModelSize, shape.ModelSize);

    private Value Normalize(Value rows, string name) => _layers.LayerNorm(rows, name, shape.ModelSize, Epsilon);
}
