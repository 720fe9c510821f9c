using Shouldly;
using TransformerService.Distillation.Modeling;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Modeling;

public sealed class TranslationTransformerTests
{
    private static readonly TranslationShape Shape = new()
    {
        Vocabulary = 20,
        ModelSize = 8,
        Heads = 2,
        EncoderLayers = 2,
        DecoderLayers = 2,
        FeedForward = 16,
        MaxPositions = 32,
    };

    private static TranslationTransformer Model(double dropout = 0, long seed = 3, DecoderType decoder = DecoderType.Attention) =>
        new(Shape with { Decoder = decoder }, ScalarType.Float32, dropout, seed);

    private static Tensor Ids(params long[] ids) => tensor(ids, [1, ids.Length]);

    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void States_LaterTargetTokens_DoNotReachEarlierPositions(DecoderType decoder)
    {
        using var scope = NewDisposeScope();
        using var model = Model(decoder: decoder);
        var before = model.States(Ids(1, 2, 3), Ids(19, 4, 5, 6));
        var after = model.States(Ids(1, 2, 3), Ids(19, 4, 7, 8));
        Difference(before.narrow(1, 0, 2), after.narrow(1, 0, 2)).ShouldBe(0);
        Difference(before.narrow(1, 2, 1), after.narrow(1, 2, 1)).ShouldBeGreaterThan(1e-4);
    }

    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void States_PaddedSourceAndTarget_AreThoseOfTheUnpadded(DecoderType decoder)
    {
        using var scope = NewDisposeScope();
        using var model = Model(decoder: decoder);
        long pad = Shape.PadTokenId;
        var plain = model.States(Ids(1, 2, 3), Ids(19, 4, 5));
        var padded = model.States(Ids(1, 2, 3, pad, pad), Ids(19, 4, 5, pad));
        Difference(plain, padded.narrow(1, 0, 3)).ShouldBeLessThan(1e-5);
    }

    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void States_SourceChanged_ReachesEveryTargetPosition(DecoderType decoder)
    {
        using var scope = NewDisposeScope();
        using var model = Model(decoder: decoder);
        var before = model.States(Ids(1, 2, 3), Ids(19, 4));
        var after = model.States(Ids(1, 2, 9), Ids(19, 4));
        Difference(before.narrow(1, 0, 1), after.narrow(1, 0, 1)).ShouldBeGreaterThan(1e-4);
        Difference(before.narrow(1, 1, 1), after.narrow(1, 1, 1)).ShouldBeGreaterThan(1e-4);
    }

    [Fact]
    public void Weights_SameSeed_AreTheSameAndAnotherSeedsDiffer()
    {
        using TranslationTransformer first = Model(seed: 1),
            again = Model(seed: 1),
            other = Model(seed: 2);
        foreach ((var name, var weight) in first.Weights.All)
        {
            Difference(weight, again.Weights.All[name]).ShouldBe(0, name);
        }

        Difference(first.Embedding, other.Embedding).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void BeginStep_SameSeedAndStep_GivesTheSameMasks()
    {
        using var scope = NewDisposeScope();
        using var model = Model(dropout: 0.5);
        model.BeginStep(1, 7);
        var first = model.States(Ids(1, 2), Ids(19, 4));
        model.BeginStep(1, 7);
        Difference(first, model.States(Ids(1, 2), Ids(19, 4))).ShouldBe(0);
        model.BeginStep(1, 8);
        Difference(first, model.States(Ids(1, 2), Ids(19, 4))).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Dropout_ManyValues_KeepsTheMeanAndDropsTheRate()
    {
        using var scope = NewDisposeScope();
        using var dropout = new Dropout(0.25, ScalarType.BFloat16, seed: 5);
        dropout.Begin(1, 1);
        var dropped = dropout.Forward(ones(1_000_000));
        dropped.eq(0).to(float64).mean().item<double>().ShouldBe(0.25, 0.005);
        dropped.mean().item<float>().ShouldBe(1, 0.01f);
        dropout.End();
        Difference(dropout.Forward(ones(10)), ones(10)).ShouldBe(0);
    }

    [Fact]
    public void Positions_FirstRows_AreSinesThenCosines()
    {
        var table = SinusoidalPositions.Table(3, 4);
        table[..4].ShouldBe([0, 0, 1, 1]);
        table[4].ShouldBe((float)Math.Sin(1), 1e-6f);
        table[5].ShouldBe((float)Math.Sin(0.01), 1e-6f);
        table[6].ShouldBe((float)Math.Cos(1), 1e-6f);
        table[7].ShouldBe((float)Math.Cos(0.01), 1e-6f);
    }

    private static double Difference(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return (first.detach() - second.detach()).abs().max().to(float64).item<double>();
    }
}
