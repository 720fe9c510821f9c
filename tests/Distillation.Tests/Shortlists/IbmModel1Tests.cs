using Shouldly;
using TransformerService.Distillation.Alignment;
using Xunit;

namespace TransformerService.Distillation.Tests.Shortlists;

/// <summary>Alignment on pairs whose dictionary is known.</summary>
public sealed class IbmModel1Tests
{
    private const int Words = 60,
        Article = Words,
        Vocabulary = Words + 1;

    private static readonly int[] Dictionary = Shuffled();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Iterate_ShuffledTranslations_FindsTheDictionary()
    {
        var model = Trained(Pairs(count: 800));

        for (var word = 0; word < Words; word++)
        {
            var best = model.TranslationsOf(word);
            best[0].Target.ShouldBe(Dictionary[word]);
            best[0].Probability.ShouldBeGreaterThan(0.8f);
            best.Sum(entry => entry.Probability).ShouldBe(1, 1e-3f);
        }
    }

    [Fact]
    public void Iterate_Again_GivesTheSameNumbers()
    {
        IbmModel1 one = Trained(Pairs(count: 100)),
            other = Trained(Pairs(count: 100));

        for (var word = 0; word < Words; word++)
        {
            one.TranslationsOf(word).ShouldBe(other.TranslationsOf(word));
        }
    }

    [Fact]
    public void TranslationsOf_PieceOfNoPair_IsEmpty() => Trained([([1], [2])]).TranslationsOf(3).ShouldBeEmpty();

    [Fact]
    public void Build_FewCandidates_HasTheDictionaryTheFrequentAndTheCopied()
    {
        var pairs = Pairs(count: 800);
        using var log = new StringWriter();
        var options = new ShortlistOptions { Frequent = 1, Candidates = 2 };
        var builder = new ShortlistBuilder(options, log);

        var shortlist = builder.Build(Vocabulary, [5], pairs, Token);

        shortlist.Always.ToArray().ShouldBe(new ushort[] { 5, Article }.Order()); // the article is in every target
        for (var word = 0; word < Words; word++)
        {
            shortlist.CandidatesOf(word).Length.ShouldBeLessThanOrEqualTo(2);
            shortlist.Of([word], []).ShouldContain(Dictionary[word]);
            shortlist.Of([word], []).ShouldContain(word);
        }

        builder.Report(shortlist, pairs);
        log.ToString().ShouldContain("100.00 % of the targets' pieces are in them, and 100.0 % of the targets as a whole");
    }

    [Fact]
    public void PlaceOf_RandomPairs_NumbersTheCombinationsInOrder()
    {
        var random = new Random(4);
        (int[] Source, int[] Target)[] pairs =
        [
            .. Enumerable.Range(0, 40).Select(_ => (Draw(random.Next(1, 6), 50), Draw(random.Next(1, 6), 200))),
        ];
        var table = new CooccurrenceTable(50, 200, pairs);

        (int Source, int Target)[] combinations =
        [
            .. pairs
                .SelectMany(pair => pair.Source.SelectMany(source => pair.Target.Select(target => (source, target))))
                .Distinct()
                .Order(),
        ];
        table.Count.ShouldBe(combinations.Length);
        combinations.Select(entry => table.PlaceOf(entry.Source, entry.Target)).ShouldBe(Enumerable.Range(0, combinations.Length));
        Enumerable.Range(0, 50).SelectMany(source => table.TargetsOf(source)).ShouldBe(combinations.Select(entry => entry.Target));
        table.PlacesOf(49).End.Value.ShouldBe(combinations.Length);

        int[] Draw(int count, int below) => [.. Enumerable.Range(0, count).Select(_ => random.Next(below))];
    }

    private static IbmModel1 Trained(IReadOnlyList<(int[] Source, int[] Target)> pairs)
    {
        var model = new IbmModel1(Vocabulary, pairs);
        for (var iteration = 0; iteration < 8; iteration++)
        {
            model.Iterate(Token);
        }

        return model;
    }

    /// <summary>Sources of 3 to 8 words; targets are their translations in another order, with an article that translates none.</summary>
    private static List<(int[] Source, int[] Target)> Pairs(int count)
    {
        var random = new Random(1);
        List<(int[] Source, int[] Target)> pairs = [];
        for (var pair = 0; pair < count; pair++)
        {
            int[] source = [.. Enumerable.Range(0, random.Next(3, 9)).Select(_ => random.Next(Words))],
                target = [.. source.Select(word => Dictionary[word]), Article];
            random.Shuffle(target);
            pairs.Add((source, target));
        }

        return pairs;
    }

    private static int[] Shuffled()
    {
        int[] words = [.. Enumerable.Range(0, Words)];
        new Random(2).Shuffle(words);
        return words;
    }
}
