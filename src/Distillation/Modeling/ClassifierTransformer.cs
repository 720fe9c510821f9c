using TorchSharp;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// An encoder that classifies, as DistilBERT does (Sanh et al. 2019, https://arxiv.org/abs/1910.01108): learned positions, post-norm
/// layers with GELU, and a head of two layers on the first position.
/// </summary>
internal sealed class ClassifierTransformer : IDisposable
{
    private const string PreClassifier = "pre_classifier";
    private const string Classifier = "classifier";
    private const double Deviation = 0.02;
    private const double Epsilon = 1e-12;
    private readonly Tensor _words;
    private readonly Tensor _positions;
    private readonly LayerNorm _norm;
    private readonly EncoderLayer[] _layers;
    private readonly Linear _preClassifier;
    private readonly Linear _classifier;
    private readonly Scalar _padding;
    private readonly Dropout _dropout;
    private readonly Dropout _headDropout;

    /// <summary>Creates a model with random weights.</summary>
    /// <param name="shape">Its shape, with the dropout of training.</param>
    /// <param name="productType">The precision of products.</param>
    /// <param name="seed">Decides weights and dropout.</param>
    public ClassifierTransformer(DistilBertShape shape, ScalarType productType, long seed)
    {
        Shape = shape;
        Weights = new WeightStore(productType, seed);
        _dropout = new Dropout(shape.Dropout, productType, seed);
        _headDropout = new Dropout(shape.ClassifierDropout, productType, seed + 1);
        _padding = ((long)shape.PadTokenId).ToScalar();
        _words = Weights.Table("embeddings.word_embeddings.weight", shape.Vocabulary, shape.ModelSize, Deviation);
        _positions = Weights.Table("embeddings.position_embeddings.weight", shape.MaxPositions, shape.ModelSize, Deviation);
        _norm = new LayerNorm(Weights, "embeddings.LayerNorm", shape.ModelSize, Epsilon);
        var layers = new LayerShape(shape.ModelSize, shape.Heads, shape.FeedForward, x => x.gelu(), Epsilon);
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(layer => new EncoderLayer(Weights, $"layer.{layer}", layers, _dropout))];
        _preClassifier = new Linear(Weights, PreClassifier, shape.ModelSize, shape.ModelSize);
        _classifier = new Linear(Weights, Classifier, shape.ModelSize, shape.Labels.Count);
    }

    /// <summary>Its shape.</summary>
    public DistilBertShape Shape { get; }

    /// <summary>Its weights; <see cref="ClassifierWeights"/> maps them to Hugging Face's names.</summary>
    public WeightStore Weights { get; }

    /// <summary>Whether a weight belongs to the head, not to the encoder.</summary>
    public static bool IsHead(string name) =>
        name.StartsWith(PreClassifier + ".", StringComparison.Ordinal) || name.StartsWith(Classifier + ".", StringComparison.Ordinal);

    /// <summary>Begins a training step: dropout is on, with masks that seed and step determine.</summary>
    public void BeginStep(long seed, long step)
    {
        _dropout.Begin(seed, step);
        _headDropout.Begin(seed + 1, step);
    }

    /// <summary>Turns dropout off.</summary>
    public void BeginEvaluation()
    {
        _dropout.End();
        _headDropout.End();
    }

    /// <summary>Computes logits, and the states and attentions that a student may learn to imitate.</summary>
    /// <param name="ids">Token ids <c>[batch, length]</c>, int64, padded at the end.</param>
    public ClassifierOutput Forward(Tensor ids)
    {
        long batch = ids.shape[0],
            length = ids.shape[1];
        var mask = ids.eq(_padding).to(Weights.ProductType).mul(Constants.Hidden).view(batch, 1, 1, length);
        var rows = _words.index_select(0, ids.reshape(-1)).view(batch, length, Shape.ModelSize);
        var x = _dropout.Forward(_norm.Forward(rows.Plus(_positions.narrow(0, 0, length))));
        List<Tensor> states = [x],
            attentions = [],
            projections = [];
        foreach (var layer in _layers)
        {
            x = layer.Forward(x, mask, attentions, layer == _layers[^1] ? projections : null);
            states.Add(x);
        }

        var pooled = _headDropout.Forward(_preClassifier.Forward(x.select(1, 0)).relu());
        return new ClassifierOutput(_classifier.Forward(pooled).to(float32), states, attentions, projections);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        Weights.Dispose();
        _dropout.Dispose();
        _headDropout.Dispose();
        _padding.Dispose();
    }
}
