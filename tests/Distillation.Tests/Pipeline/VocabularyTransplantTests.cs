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

    [Fact]
    public void Of_AnotherVocabulary_MeansThePiecesThatWriteTheNewOnes()
    {
        var (from, to) = (Load(), TokenizerLoader.Load(RepositoryRoot.Folder("tests", "fixtures", "marian-tiny")));
        var weights = Weights(from);

        (var found, var kept) = VocabularyTransplant.Of(weights, from, to);

        var embeddings = found["model.shared.weight"];
        embeddings.Shape.ShouldBe([to.LargestVocabularyId + 1, 2]);
        embeddings.Values.ShouldAllBe(value => float.IsFinite(value));
        var old = Enumerable.Range(0, from.LargestVocabularyId + 1).ToLookup(from.PieceOf);
        var same = 0;
        for (var id = 0; id <= to.LargestVocabularyId; id++)
        {
            if (old[to.PieceOf(id)].Any())
            {
                same++;
                embeddings.Values[2 * id].ShouldBe(2 * old[to.PieceOf(id)].First());
                found["final_logits_bias"].Values[id].ShouldBe(old[to.PieceOf(id)].First());
            }
        }

        kept.ShouldBe(same);
        kept.ShouldBeGreaterThan(10);
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
