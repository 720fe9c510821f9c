using Shouldly;
using TransformerService.Distillation.Alignment;
using Xunit;

namespace TransformerService.Distillation.Tests.Alignment;

/// <summary>Links of pairs whose alignment is known.</summary>
public sealed class WordAlignerTests
{
    private const int End = 0,
        Words = 40,
        Article = 90,
        Vocabulary = 100;

    [Fact]
    public void Links_TranslationsNearTheDiagonal_AreFoundAndArticlesHaveNone()
    {
        var pairs = Pairs(600, seed: 1);
        var aligner = new WordAligner(Vocabulary, pairs, TestContext.Current.CancellationToken);
        var (right, wrong, missing) = (0, 0, 0);
        foreach ((var source, var target) in Pairs(100, seed: 2))
        {
            var links = aligner.Links(source, target);

            links.Length.ShouldBe(target.Length);
            links[^1].ShouldBe(-1);
            for (var position = 0; position < target.Length - 1; position++)
            {
                var isRight = links[position] >= 0 && target[position] == TranslationOf(source[links[position]]);
                right += isRight ? 1 : 0;
                wrong += links[position] >= 0 && !isRight ? 1 : 0;
                missing += links[position] < 0 && target[position] != Article ? 1 : 0;
            }
        }

        right.ShouldBeGreaterThan(400);
        wrong.ShouldBeLessThan(right / 50);
        missing.ShouldBeLessThan(right / 10);
    }

    [Fact]
    public void Links_WordThatOccursTwice_PrefersTheDiagonal()
    {
        var aligner = new WordAligner(Vocabulary, Pairs(600, seed: 1), TestContext.Current.CancellationToken);

        aligner
            .Links([1, 2, 3, 1, End], [TranslationOf(1), TranslationOf(2), TranslationOf(3), TranslationOf(1), End])
            .ShouldBe([0, 1, 2, 3, -1]);
    }

    [Fact]
    public void Links_PiecesOfNoPair_AreNone() =>
        new WordAligner(Vocabulary, [([1, End], [2, End])], TestContext.Current.CancellationToken)
            .Links([5, 6, End], [7, 8, End])
            .ShouldBe([-1, -1, -1]);

    [Fact]
    public void Links_OfTheSamePairs_AreTheSame()
    {
        var pairs = Pairs(200, seed: 3);
        WordAligner one = new(Vocabulary, pairs, TestContext.Current.CancellationToken),
            other = new(Vocabulary, pairs, TestContext.Current.CancellationToken);

        pairs.ShouldAllBe(pair => one.Links(pair.Source, pair.Target).SequenceEqual(other.Links(pair.Source, pair.Target)));
    }

    /// <summary>Sources of 3 to 8 different words; in targets, neighbours may be exchanged, and an article stands anywhere.</summary>
    private static List<(int[] Source, int[] Target)> Pairs(int count, int seed)
    {
        var random = new Random(seed);
        List<(int[] Source, int[] Target)> pairs = [];
        for (var pair = 0; pair < count; pair++)
        {
            int[] words = [.. Enumerable.Range(1, Words)];
            random.Shuffle(words);
            var source = words[..random.Next(3, 9)];
            List<int> target = [.. source.Select(TranslationOf)];
            var exchanged = random.Next(target.Count - 1);
            (target[exchanged], target[exchanged + 1]) = (target[exchanged + 1], target[exchanged]);
            target.Insert(random.Next(target.Count + 1), Article);
            pairs.Add(([.. source, End], [.. target, End]));
        }

        return pairs;
    }

    private static int TranslationOf(int word) => word + Words;
}
