using Shouldly;
using TransformerService.Distillation.Modeling;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Modeling;

public sealed class AttentionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Attend_RandomHeads_EqualsTheFormulaByHand(bool causal)
    {
        const int Batch = 2,
            Heads = 3,
            Length = 5,
            Size = 4;
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor q = randn(Batch, Heads, Length, Size),
            k = randn(Batch, Heads, Length, Size),
            v = randn(Batch, Heads, Length, Size);
        var mask = zeros(Batch, 1, 1, Length);
        mask[1, 0, 0, Length - 1] = -1e9f;

        var found = Attention.Attend(q, k, v, mask, causal);

        found.shape.ShouldBe([Batch, Length, Heads * Size]);
        for (var batch = 0; batch < Batch; batch++)
        {
            for (var head = 0; head < Heads; head++)
            {
                for (var position = 0; position < Length; position++)
                {
                    var expected = ByHand(
                        q,
                        k,
                        v,
                        batch,
                        head,
                        position,
                        source => (batch == 1 && source == Length - 1) || (causal && source > position)
                    );
                    for (var feature = 0; feature < Size; feature++)
                    {
                        found[batch, position, (head * Size) + feature].item<float>().ShouldBe((float)expected[feature], 1e-5f);
                    }
                }
            }
        }
    }

    [Fact]
    public void Heads_JoinedProjection_SplitsPartsThenHeads()
    {
        using var scope = NewDisposeScope();
        var projected = arange(2 * 3 * 12, float32).view(2, 3, 12);

        var parts = Attention.Heads(projected, parts: 3, heads: 2);

        parts.Length.ShouldBe(3);
        parts[1].shape.ShouldBe([2, 2, 3, 2]);

        // Part 1 of 3 begins at feature 4; its head 1 of 2, feature 0 is feature 6 of the row.
        parts[1][1, 1, 2, 0].item<float>().ShouldBe(projected[1, 2, 6].item<float>());
    }

    private static double[] ByHand(Tensor q, Tensor k, Tensor v, int batch, int head, int position, Func<int, bool> hidden)
    {
        int length = (int)k.shape[2],
            size = (int)k.shape[3];
        var weights = new double[length];
        for (var source = 0; source < length; source++)
        {
            double dot = 0;
            for (var feature = 0; feature < size; feature++)
            {
                dot += q[batch, head, position, feature].item<float>() * k[batch, head, source, feature].item<float>();
            }

            weights[source] = hidden(source) ? 0 : Math.Exp(dot / Math.Sqrt(size));
        }

        var sum = weights.Sum();
        var context = new double[size];
        for (var feature = 0; feature < size; feature++)
        {
            for (var source = 0; source < length; source++)
            {
                context[feature] += weights[source] / sum * v[batch, head, source, feature].item<float>();
            }
        }

        return context;
    }
}
