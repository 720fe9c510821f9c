using TorchSharp;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Modeling;

/// <summary>
/// A model's weights by name. Matrices of products are kept in the precision of the products; everything else (embeddings,
/// normalisation) in float32. The optimiser keeps float32 masters of the weights that are not float32.
/// </summary>
public sealed class WeightStore : IDisposable
{
    private readonly Dictionary<string, Tensor> _weights = [];
    private readonly Generator _random;

    /// <param name="productType">The precision of products: bfloat16 or float32.</param>
    /// <param name="seed">Decides every initial weight.</param>
    public WeightStore(ScalarType productType, long seed)
    {
        ProductType = productType;
        _random = new Generator((ulong)seed, CPU);
    }

    /// <summary>The precision that products run in.</summary>
    public ScalarType ProductType { get; }

    /// <summary>Every weight, in the order in which the model created them.</summary>
    public IReadOnlyDictionary<string, Tensor> All => _weights;

    /// <summary>A copy of every weight, in float32.</summary>
    internal IReadOnlyDictionary<string, WeightTensor> Values() =>
        _weights.ToDictionary(
            entry => entry.Key,
            entry =>
            {
                using var scope = NewDisposeScope();
                return new WeightTensor(entry.Value.shape, [.. entry.Value.detach().to(float32).contiguous().data<float>()]);
            }
        );

    /// <summary>A matrix <c>[outputs, inputs]</c> for products, uniform with the variance of Glorot and Bengio (2010).</summary>
    public Tensor Matrix(string name, long outputs, long inputs)
    {
        var bound = Math.Sqrt(6.0 / (outputs + inputs));
        using var values = empty(outputs, inputs, float32).uniform_(-bound, bound, _random);
        return Add(name, values.to(ProductType, copy: true));
    }

    /// <summary>A bias <c>[outputs]</c> for products, zero.</summary>
    public Tensor Bias(string name, long outputs) => Add(name, zeros(outputs, ProductType));

    /// <summary>A float32 table <c>[rows, features]</c>, normal with the given standard deviation.</summary>
    public Tensor Table(string name, long rows, long features, double deviation) =>
        Add(name, empty(rows, features, float32).normal_(0, deviation, _random));

    /// <summary>A float32 vector with one value in every element.</summary>
    public Tensor Vector(string name, long length, float value)
    {
        using var filling = value.ToScalar();
        return Add(name, full(length, filling, float32));
    }

    /// <summary>Replaces the weights' values, rounded to the weights' precision.</summary>
    /// <param name="values">Returns the values of the weight with a name.</param>
    internal void Load(Func<string, float[]> values) => Change(values);

    /// <summary>Replaces the values of some weights.</summary>
    /// <param name="values">Returns the values of the weight with a name, or <see langword="null"/> to leave it unchanged.</param>
    internal void Change(Func<string, float[]?> values)
    {
        using var off = no_grad();
        foreach ((var name, var weight) in _weights)
        {
            if (values(name) is { } found)
            {
                using var given = tensor(found, weight.shape);
                weight.copy_(given);
            }
        }
    }

    /// <summary>Frees every weight.</summary>
    public void Dispose()
    {
        foreach (var weight in _weights.Values)
        {
            weight.grad?.Dispose();
            weight.Dispose();
        }

        _random.Dispose();
    }

    private Tensor Add(string name, Tensor value)
    {
        // A weight outlives the scope of the step that creates it.
        var weight = value.requires_grad_().DetachFromDisposeScope();
        _weights.Add(name, weight);
        return weight;
    }
}
