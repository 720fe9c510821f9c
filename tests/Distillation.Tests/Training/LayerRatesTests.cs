using Shouldly;
using TransformerService.Distillation.Tests.Modeling;
using TransformerService.Distillation.Training;
using Xunit;

namespace TransformerService.Distillation.Tests.Training;

public sealed class LayerRatesTests
{
    [Theory]
    [InlineData("classifier.bias", 1)]
    [InlineData("pre_classifier.weight", 1)]
    [InlineData("distillation.projection", 1)]
    [InlineData("layer.11.fc1.weight", 0.5)]
    [InlineData("layer.10.self_attn.qkv_proj.weight", 0.25)]
    [InlineData("layer.0.final_layer_norm.bias", 1 / 4096d)]
    [InlineData("embeddings.word_embeddings.weight", 1 / 8192d)]
    [InlineData("embeddings.LayerNorm.weight", 1 / 8192d)]
    public void Factor_EachHeight_IsAPowerOfTheDecay(string weight, double expected) =>
        LayerRates.Factor(weight, layers: 12, decay: 0.5).ShouldBe(expected, 1e-12);

    [Fact]
    public void Factor_EveryWeightOfAClassifier_RisesFromBelow()
    {
        using var model = ClassifierTransformerTests.Model();
        double[] factors = [.. model.Weights.All.Keys.Select(name => LayerRates.Factor(name, 2, 0.9))];

        factors.ShouldBeInOrder(); // weights are made from the embeddings up
        factors.Distinct().Count().ShouldBe(4);
        model.Weights.All.Keys.ShouldAllBe(name => LayerRates.Factor(name, 2, 1) == 1);
    }
}
