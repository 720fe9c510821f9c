using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Distillation.Tests.Pipeline;

/// <summary>The weights of pieces in another vocabulary.</summary>
public sealed class VocabularyTransplantTests
{
    [Fact]
    public void Of_SameVocabulary_KeepsEveryWeight()
    {
        var tokenizer = Load();
        var weights = Weights(tokenizer);

        (var found, var kept) = VocabularyTransplant.Of(weights, tokenizer, tokenizer);

        kept.ShouldBe(tokenizer.LargestVocabularyId + 1);
        found["model.shared.weight"].Shape.ShouldBe(weights["model.shared.weight"].Shape);
        found["model.shared.weight"].Values.ShouldBe(weights["model.shared.weight"].Values);
        found["final_logits_bias"].Shape.ShouldBe(weights["final_logits_bias"].Shape);
        found["final_logits_bias"].Values.ShouldBe(weights["final_logits_bias"].Values);
        found["other"].ShouldBeSameAs(weights["other"]);
    }

    private static TextTokenizer Load() => TokenizerLoader.Load(RepositoryRoot.Folder("models", "en-fr", "student"));

    private static Dictionary<string, WeightTensor> Weights(TextTokenizer tokenizer)
    {
        var pieces = tokenizer.LargestVocabularyId + 1;
        return new()
        {
            ["model.shared.weight"] = new([pieces, 2], [.. Enumerable.Range(0, 2 * pieces).Select(value => (float)value)]),
            ["final_logits_bias"] = new([1, pieces], [.. Enumerable.Range(0, pieces).Select(value => (float)value)]),
            ["other"] = new([1], [1]),
        };
    }
}
