using TorchSharp;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// The Transformer for translation: computes the decoder's last states from token ids. See <see cref="TranslationShape"/>.
/// </summary>
public sealed class TranslationTransformer : IDisposable
{
    private readonly EncoderLayer[] _encoder;
    private readonly DecoderLayer[] _decoder;
    private readonly Tensor _positions;
    private readonly Scalar _scale;
    private readonly Scalar _padding;
    private readonly Dropout _dropout;

    /// <summary>Creates a model with random weights.</summary>
    public TranslationTransformer(TranslationShape shape, ScalarType productType, double dropout, long seed)
    {
        Shape = shape;
        Weights = new WeightStore(productType, seed);
        _dropout = new Dropout(dropout, productType, seed);
        _scale = Math.Sqrt(shape.ModelSize).ToScalar();
        _padding = ((long)shape.PadTokenId).ToScalar();
        _positions = SinusoidalPositions.Tensor(shape.MaxPositions, shape.ModelSize);

        // Standard deviation 1 after the scaling by √features.
        Embedding = Weights.Table("model.shared.weight", shape.Vocabulary, shape.ModelSize, 1 / Math.Sqrt(shape.ModelSize));
        OutputBias = Weights.Vector("final_logits_bias", shape.Vocabulary, 0);
        var layers = new LayerShape(shape.ModelSize, shape.Heads, shape.FeedForward, x => x.relu(), Epsilon: 1e-5);
        _encoder =
        [
            .. Enumerable
                .Range(0, shape.EncoderLayers)
                .Select(layer => new EncoderLayer(Weights, $"model.encoder.layers.{layer}", layers, _dropout)),
        ];
        _decoder =
        [
            .. Enumerable
                .Range(0, shape.DecoderLayers)
                .Select(layer => new DecoderLayer(Weights, $"model.decoder.layers.{layer}", layers, shape.Decoder, _dropout)),
        ];
    }

    /// <summary>Its shape.</summary>
    public TranslationShape Shape { get; }

    /// <summary>
    /// Its weights, under the names of Hugging Face's MarianMT except for the joined projections (<c>qkv_proj</c>, <c>kv_proj</c>) and
    /// an SSRU's (<c>ssru</c>).
    /// </summary>
    public WeightStore Weights { get; }

    /// <summary>The embeddings <c>[vocabulary, features]</c>, which are also the output matrix.</summary>
    public Tensor Embedding { get; }

    /// <summary>Added to the logits, <c>[vocabulary]</c>.</summary>
    public Tensor OutputBias { get; }

    /// <summary>Begins a training step: dropout is on, with masks that seed and step determine.</summary>
    public void BeginStep(long seed, long step) => _dropout.Begin(seed, step);

    /// <summary>Turns dropout off.</summary>
    public void BeginEvaluation() => _dropout.End();

    /// <summary>The decoder's states for each position of the target: <c>[batch, length, features]</c>, float32.</summary>
    /// <param name="source">Token ids <c>[batch, sources]</c>, int64, padded at the end.</param>
    /// <param name="target">Token ids that the decoder reads <c>[batch, length]</c>, int64, padded at the end.</param>
    /// <param name="attentions">
    /// Receives each decoder layer's attention to the source <c>[batch, heads, length, sources]</c>, in the precision of products, if given.
    /// </param>
    public Tensor States(Tensor source, Tensor target, List<Tensor>? attentions = null)
    {
        var mask = SourceMask(source);
        var states = Encode(source, mask).to(Weights.ProductType);
        var x = Embed(target);
        foreach (var layer in _decoder)
        {
            x = layer.Forward(x, states, mask, attentions);
        }

        return x;
    }

    /// <summary>The encoder's states: <c>[batch, sources, features]</c>, float32.</summary>
    public Tensor Encode(Tensor source) => Encode(source, SourceMask(source));

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        Weights.Dispose();
        _dropout.Dispose();
        _positions.Dispose();
        _scale.Dispose();
        _padding.Dispose();
    }

    private Tensor Encode(Tensor source, Tensor mask)
    {
        var x = Embed(source);
        foreach (var layer in _encoder)
        {
            x = layer.Forward(x, mask);
        }

        return x;
    }

    /// <summary>0 for a token, −10⁹ for padding, <c>[batch, 1, 1, sources]</c>.</summary>
    private Tensor SourceMask(Tensor source) =>
        source.eq(_padding).to(Weights.ProductType).mul(Constants.Hidden).view(source.shape[0], 1, 1, source.shape[1]);

    private Tensor Embed(Tensor ids)
    {
        long batch = ids.shape[0],
            length = ids.shape[1];
        var rows = Embedding.index_select(0, ids.reshape(-1)).view(batch, length, Shape.ModelSize);
        return _dropout.Forward(rows.mul(_scale).Plus(_positions.narrow(0, 0, length)));
    }
}
