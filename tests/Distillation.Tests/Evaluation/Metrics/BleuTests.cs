using CsCheck;
using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class BleuTests
{
    private static readonly string[] Words = ["a", "b", "c", "d", "3.5", ",", "é"];

    [Fact]
    public void Corpus_Identical_Is100() => Bleu.Corpus(["the cat sat on the mat"], ["the cat sat on the mat"]).Score.ShouldBe(100, 1e-9);

    [Fact]
    public void Corpus_ClippedCounts_AsPapineniHasThem()
    {
        // The example of Papineni et al. 2002: seven times "the" against a reference with two gives 2/7.
        var statistics = Bleu.Statistics(["the the the the the the the"], ["The cat is on the mat the"])[0];

        statistics.Matches[0].ShouldBe(2);
        statistics.Totals[0].ShouldBe(7);
    }

    [Fact]
    public void Corpus_ByHand_IsGeometricMeanTimesBrevityPenalty()
    {
        // 5 tokens against 6: unigrams 5/5, bigrams 3/4, trigrams 1/3, 4-grams 0/2, which counts half a match: 1/4.
        var score = Bleu.Corpus(["a b c e f"], ["a b c d e f"]);

        score.BrevityPenalty.ShouldBe(Math.Exp(1 - 6.0 / 5), 1e-12);
        score.Precisions.ShouldBe([100, 75, 100.0 / 3, 25], 1e-9);
        score.Score.ShouldBe(100 * Math.Exp(1 - 6.0 / 5) * Math.Pow(1 * 0.75 / 3 * 0.25, 0.25), 1e-9);
    }

    [Fact]
    public void Corpus_TwoOrdersWithoutMatch_HalvesEachTime() =>
        // Bigrams 1/3; trigrams 0/2 count 1/(2·2); 4-grams 0/1 count 1/(4·1).
        Bleu.Corpus(["a b x y"], ["a b c d"]).Precisions.ShouldBe([50, 100.0 / 3, 25, 25], 1e-9);

    [Theory]
    [InlineData("", "a b c d")]
    [InlineData("a b c d", "")]
    [InlineData("", "")]
    [InlineData("x y z w v", "a b c d e")]
    [InlineData("a b c", "a b c")]
    public void Corpus_NothingInCommonOrNo4Grams_Is0(string hypothesis, string reference) =>
        Bleu.Corpus([hypothesis], [reference]).Score.ShouldBe(0);

    [Fact]
    public void Corpus_FaultyLists_Throws()
    {
        Should.Throw<ArgumentException>(() => Bleu.Corpus(["a"], ["a", "b"])).Message.ShouldContain("1 answers but 2 references");
        Should.Throw<ArgumentException>(() => Bleu.Corpus([], [])).Message.ShouldContain("nothing");
    }

    [Fact]
    public void Statistics_Sum_ScoresAsTheCorpus() =>
        Gen.Select(Sentence, Sentence)
            .Array[1, 8]
            .Sample(pairs =>
            {
                string[] hypotheses = [.. pairs.Select(pair => pair.Item1)],
                    references = [.. pairs.Select(pair => pair.Item2)];
                var sum = Bleu.Statistics(hypotheses, references).Aggregate((left, right) => left + right);
                var score = Bleu.Score(sum);

                score.Score.ShouldBe(Bleu.Corpus(hypotheses, references).Score);
                score.Score.ShouldBeInRange(0, 100 + 1e-9);
                sum.ReferenceLength.ShouldBe(references.Sum(text => Tokenizer13a.Tokenize(text).Count));
            });

    private static Gen<string> Sentence =>
        Gen.Int[0, Words.Length - 1].Array[0, 12].Select(words => string.Join(' ', words.Select(word => Words[word])));
}
