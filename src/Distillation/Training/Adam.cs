using System.Numerics;
using System.Runtime.InteropServices;
using TransformerService.Distillation.Modeling;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Training;

/// <summary>
/// Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980) with decoupled weight decay (Loshchilov and Hutter 2019), in one pass over
/// memory: moments and float32 masters are read and written once, and the weights that products use are rounded from the masters.
/// </summary>
public sealed class Adam : IDisposable
{
    private const int Block = 1 << 16;
    private readonly List<Slot> _slots = [];
    private readonly double _beta1,
        _beta2,
        _epsilon,
        _decay;

    /// <param name="weights">The weights to train.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="decay">Weight decay per step and learning rate, of matrices only.</param>
    /// <param name="rateFactor">
    /// Returns the factor of the learning rate for the weight with a name; <see langword="null"/> for 1.
    /// </param>
    public Adam(
        WeightStore weights,
        double beta1 = 0.9,
        double beta2 = 0.98,
        double epsilon = 1e-9,
        double decay = 0,
        Func<string, double>? rateFactor = null
    )
    {
        (_beta1, _beta2, _epsilon, _decay) = (beta1, beta2, epsilon, decay);
        foreach ((var name, var weight) in weights.All)
        {
            using var scope = NewDisposeScope();
            float[] master = [.. weight.detach().to(float32).contiguous().data<float>()];
            _slots.Add(new Slot(name, weight, master, new float[master.Length], new float[master.Length], rateFactor?.Invoke(name) ?? 1));
        }
    }

    /// <summary>Steps taken.</summary>
    public long Step { get; set; }

    /// <summary>
    /// The float32 values, first moments and second moments of each weight. A checkpoint is restored by writing to these arrays.
    /// </summary>
    public IEnumerable<(string Name, long[] Shape, float[] Master, float[] First, float[] Second)> State =>
        _slots.Select(slot => (slot.Name, slot.Weight.shape, slot.Master, slot.First, slot.Second));

    /// <summary>A copy of the float32 weights, by name.</summary>
    public IReadOnlyDictionary<string, WeightTensor> Masters() =>
        _slots.ToDictionary(slot => slot.Name, slot => new WeightTensor(slot.Weight.shape, [.. slot.Master]));

    /// <summary>Replaces the random initial weights.</summary>
    /// <param name="values">Returns the values of the weight with a name, or <see langword="null"/> to leave it unchanged.</param>
    /// <exception cref="TrainingException">A weight has a different number of values.</exception>
    public void Initialize(Func<string, float[]?> values)
    {
        foreach (var slot in _slots)
        {
            if (values(slot.Name) is not { } given)
            {
                continue;
            }

            if (given.Length != slot.Master.Length)
            {
                throw new TrainingException(
                    $"The model to start from has {given.Length} values for '{slot.Name}', this one has {slot.Master.Length}: vocabulary and layer sizes must be the same."
                );
            }

            given.CopyTo(slot.Master, 0);
        }

        WriteWeights();
    }

    /// <summary>The root of the sum of all squared gradients.</summary>
    public double GradientNorm()
    {
        double sum = 0;
        foreach (var slot in _slots)
        {
            if (slot.Weight.grad is { } gradient)
            {
                using var scope = NewDisposeScope();
                sum += gradient.to(float32).Squared().sum(float64).item<double>();
            }
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Updates the weights by one step and clears the gradients.</summary>
    /// <param name="learningRate">The size of the step.</param>
    /// <param name="gradientScale">Factor of the gradients, to clip them.</param>
    public void Update(double learningRate, double gradientScale)
    {
        Step++;
        double correction1 = 1 - Math.Pow(_beta1, Step),
            correction2 = 1 - Math.Pow(_beta2, Step);
        foreach (var slot in _slots)
        {
            if (slot.Weight.grad is not { } gradient)
            {
                continue;
            }

            using var off = no_grad();
            using var exact = gradient.to(float32).contiguous();
            var values = slot.Gradient ??= new float[slot.Master.Length];
            MemoryMarshal.Cast<byte, float>(exact.bytes).CopyTo(values);
            var rate = learningRate * slot.RateFactor;
            var decay = slot.Weight.dim() > 1 ? (float)(_decay * rate) : 0;
            var step = new Constants(
                (float)_beta1,
                (float)_beta2,
                (float)(rate / correction1),
                (float)(1 / correction2),
                (float)_epsilon,
                (float)gradientScale,
                decay
            );
            var blocks = (values.Length + Block - 1) / Block;
            Parallel.For(0, blocks, block => Apply(slot, values, block * Block, Math.Min(values.Length, (block + 1) * Block), step));
            Write(slot);
            gradient.zero_();
        }
    }

    /// <summary>Rounds the masters into the weights, after they have been restored or averaged.</summary>
    public void WriteWeights()
    {
        using var off = no_grad();
        _slots.ForEach(Write);
    }

    /// <summary>Drops the references to the weights; they belong to their store.</summary>
    public void Dispose() => _slots.Clear();

    private static void Write(Slot slot)
    {
        using var master = tensor(slot.Master, slot.Weight.shape);
        slot.Weight.copy_(master);
    }

    private static void Apply(Slot slot, float[] gradient, int start, int end, Constants step)
    {
        var index = start;
        for (; index <= end - Vector<float>.Count; index += Vector<float>.Count)
        {
            var g = new Vector<float>(gradient, index) * step.GradientScale;
            var first = (new Vector<float>(slot.First, index) * step.Beta1) + (g * (1 - step.Beta1));
            var second = (new Vector<float>(slot.Second, index) * step.Beta2) + (g * g * (1 - step.Beta2));
            var master = new Vector<float>(slot.Master, index);
            master -=
                (first * step.Rate / (Vector.SquareRoot(second * step.SecondCorrection) + new Vector<float>(step.Epsilon)))
                + (master * step.Decay);
            first.CopyTo(slot.First, index);
            second.CopyTo(slot.Second, index);
            master.CopyTo(slot.Master, index);
        }

        for (; index < end; index++)
        {
            var g = gradient[index] * step.GradientScale;
            var first = slot.First[index] = (slot.First[index] * step.Beta1) + (g * (1 - step.Beta1));
            var second = slot.Second[index] = (slot.Second[index] * step.Beta2) + (g * g * (1 - step.Beta2));
            slot.Master[index] -=
                (first * step.Rate / (MathF.Sqrt(second * step.SecondCorrection) + step.Epsilon)) + (slot.Master[index] * step.Decay);
        }
    }

    private readonly record struct Constants(
        float Beta1,
        float Beta2,
        float Rate,
        float SecondCorrection,
        float Epsilon,
        float GradientScale,
        float Decay
    );

    private sealed class Slot(string name, Tensor weight, float[] master, float[] first, float[] second, double rateFactor)
    {
        public string Name => name;

        public Tensor Weight => weight;

        public double RateFactor => rateFactor;

        public float[] Master => master;

        public float[] First => first;

        public float[] Second => second;

        public float[]? Gradient { get; set; }
    }
}
