using Shouldly;
using TransformerService.Distillation.Data;
using Xunit;

namespace TransformerService.Distillation.Tests.Data;

public sealed class CorpusCleanerTests
{
    [Fact]
    public void Clean_Pairs_CountsEachReason()
    {
        var cleaner = new CorpusCleaner(new CleaningOptions { MaxCharacters = 60, DropIdenticalSides = true });
        TextPair[] pairs =
        [
            new("Hello.", "Bonjour."),
            new(" \u00A0", "vide"),
            new("empty", ""),
            new(new string('x', 61), "long"),
            new(new string('a', 45), new string('b', 14)),
            new(new string('a', 14), new string('b', 45)),
            new("Paris", "Paris"),
            new("Hello.", " Bonjour. ", 2),
            new("Hello.", "Salut."),
        ];

        cleaner.Clean(pairs).ShouldBe([new TextPair("Hello.", "Bonjour."), new TextPair("Hello.", "Salut.")]);

        cleaner.Kept.ShouldBe(2);
        cleaner.Rejected.ShouldBe(
            new Dictionary<Rejection, long>
            {
                [Rejection.EmptySide] = 2,
                [Rejection.TooLong] = 1,
                [Rejection.LengthRatio] = 2,
                [Rejection.IdenticalSides] = 1,
                [Rejection.Duplicate] = 1,
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public void Clean_LengthRatio_SparesShortPairs()
    {
        var cleaner = new CorpusCleaner(new CleaningOptions { RatioFreeCharacters = 31, MaxLengthRatio = 3 });

        cleaner.Clean([new TextPair("Run!", "Prenez vos jambes à vos cous !!")]).Count().ShouldBe(1);
        cleaner.Clean([new TextPair("Run!", "Prenez vos jambes à vos cous !!!")]).ShouldBeEmpty();
    }

    [Fact]
    public void Clean_IdenticalSides_AreKeptUnlessAskedFor() =>
        new CorpusCleaner(new CleaningOptions()).Clean([new TextPair("Paris", "Paris")]).Count().ShouldBe(1);

    [Fact]
    public void Clean_ComposeCharacters_MakesOneOfTwoSpellings()
    {
        TextPair[] pairs = [new("e\u0301", "x"), new("\u00E9", "x"), new("\uFFFE", "noncharacter")];

        new CorpusCleaner(new CleaningOptions()).Clean(pairs).ShouldBe([new TextPair("\u00E9", "x"), pairs[2]]);
        new CorpusCleaner(new CleaningOptions { ComposeCharacters = false }).Clean(pairs).ShouldBe(pairs);
    }

    [Fact]
    public void Clean_Duplicates_AreFoundAcrossCorpora()
    {
        var cleaner = new CorpusCleaner(new CleaningOptions());
        cleaner.Clean([new TextPair("a", "bc")]).Count().ShouldBe(1);

        cleaner.Clean([new TextPair("a", "bc"), new TextPair("ab", "c")]).ShouldBe([new TextPair("ab", "c")]);
        new CorpusCleaner(new CleaningOptions { DropDuplicates = false })
            .Clean([new TextPair("a", "b"), new TextPair("a", "b")])
            .Count()
            .ShouldBe(2);
    }

    [Fact]
    public void Clean_Labelled_LeavesOutEmptyLongAndDouble()
    {
        var cleaner = new CorpusCleaner(new CleaningOptions { MaxCharacters = 10 });
        LabelledText[] texts = [new("good", "1"), new("", "1"), new("a good film indeed", "1"), new("good", "1"), new("good", "0")];

        cleaner.Clean(texts).ShouldBe([new LabelledText("good", "1"), new LabelledText("good", "0")]);
        foreach (var reason in new[] { Rejection.EmptySide, Rejection.TooLong, Rejection.Duplicate })
        {
            cleaner.Rejected[reason].ShouldBe(1, reason.ToString());
        }
    }
}
