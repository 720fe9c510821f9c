using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.Augmentation;
using Xunit;

namespace TransformerService.Distillation.Tests.Data.Augmentation;

public sealed class PairAugmentationTests
{
    private const string Characters = "éßŁ€→";
    private static readonly TextPair[] Pairs =
    [
        .. Enumerable
            .Range(0, 400)
            .Select(number => new TextPair($"Yesterday Robert saw {number + 20} dogs.", $"Hier, Robert a vu {number + 20} chiens !")
            {
                Weight = 0.5f,
                Draw = new Draw(number / 400.0, 0.25),
            }),
    ];

    [Fact]
    public void Of_NoShares_MakesNone() => Copies(new PairAugmentationOptions()).ShouldBeEmpty();

    [Fact]
    public void Of_SameSeed_IsTheSameWhateverElseIsThere()
    {
        var options = new PairAugmentationOptions
        {
            Copied = 0.3,
            Numbers = 0.2,
            UpperCase = 0.1,
            LowerCase = 0.1,
        };
        var copies = Copies(options);
        copies.ShouldBe(Copies(options));
        copies.Count.ShouldBeInRange(230, 330);
        Copies(options, Pairs[200..]).ShouldAllBe(copy => copies.Contains(copy));
        new PairAugmentation(options, 2, Characters).Of(Pairs).ShouldNotBe(copies);
    }

    [Fact]
    public void Of_AnyKind_KeepsWeightAndDraw() =>
        Copies(
                new PairAugmentationOptions
                {
                    Copied = 0.2,
                    Numbers = 0.2,
                    UpperCase = 0.2,
                    LowerCase = 0.2,
                    Joined = 0.2,
                }
            )
            .ShouldAllBe(copy => copy.Weight == 0.5f && copy.Draw.Share == 0.25);

    [Fact]
    public void Of_Copied_SetsTheSameTextOnBothSides()
    {
        var copies = Copies(new PairAugmentationOptions { Copied = 1 });
        copies.Count.ShouldBe(Pairs.Length);
        copies.Count(copy => !copy.Source.Contains("Robert", StringComparison.Ordinal)).ShouldBeGreaterThan(50);
        string[] known = ["Yesterday", "saw", "dogs", "Hier", "a", "vu", "chiens"];
        foreach (var copy in copies)
        {
            Rest(copy.Source).ShouldBe(Rest(copy.Target), copy.ToString());
            Rest(copy.Source).ShouldNotBeEmpty();
            copy.Source.ShouldContain(" saw ");
            copy.Target.ShouldContain(" a vu ");
        }

        // What is neither the sentence's own words nor its marks and spaces.
        string Rest(string text) => Regex.Replace(Regex.Replace(text, @"[\s.,!]", ""), string.Join('|', known), "");
    }

    [Fact]
    public void Of_CopiedWithCharacters_ShowsEachOfThem()
    {
        TextPair[] many = [.. Enumerable.Range(0, 3_000).Select(number => new TextPair($"Word number {number}", $"Mot {number}"))];
        var all = string.Concat(Copies(new PairAugmentationOptions { Copied = 1 }, many).Select(copy => copy.Source));
        Characters.ShouldAllBe(character => all.Contains(character));
    }

    [Fact]
    public void Of_Numbers_AreOthersOfAsManyDigitsOnBothSides()
    {
        var copies = Copies(new PairAugmentationOptions { Numbers = 1 });
        copies.Count.ShouldBeGreaterThan(350);
        foreach (var copy in copies)
        {
            var number = Regex.Match(copy.Source, "[0-9]+").Value;
            copy.Source.ShouldBe($"Yesterday Robert saw {number} dogs.");
            copy.Target.ShouldBe($"Hier, Robert a vu {number} chiens !");
            number[0].ShouldNotBe('0');
        }

        Copies(
                new PairAugmentationOptions { Numbers = 1 },
                [new("One of 1 and 25.", "Un de 1 et vingt-cinq."), new("In 7 of 7.", "En 7 de 7.")]
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Of_Cases_ChangeBothSidesAndLeaveTechnicalTextAlone()
    {
        TextPair[] pairs =
        [
            new("Été is summer.", "L'été, c'est l'été !"),
            new("Set <b>x</b>.", "Fixez <b>x</b>."),
            new("See a_b.", "Voir a_b."),
        ];
        Copies(new PairAugmentationOptions { UpperCase = 1 }, pairs).ShouldBe([new TextPair("ÉTÉ IS SUMMER.", "L'ÉTÉ, C'EST L'ÉTÉ !")]);
        Copies(new PairAugmentationOptions { LowerCase = 1 }, pairs).ShouldBe([new TextPair("été is summer", "l'été, c'est l'été")]);
    }

    [Fact]
    public void Of_Joined_SetsWholeSentencesBehindOneAnother()
    {
        var copies = Copies(new PairAugmentationOptions { Joined = 1 });
        copies.Count.ShouldBe(Pairs.Length - 1);
        foreach (var copy in copies)
        {
            var sentences = copy.Source.Count(character => character == '.');
            sentences.ShouldBeInRange(2, 3);
            copy.Target.Count(character => character == '!').ShouldBe(sentences);
            Regex
                .Matches(copy.Source, "[0-9]+")
                .Select(match => match.Value)
                .ShouldBe(Regex.Matches(copy.Target, "[0-9]+").Select(match => match.Value));
        }

        Copies(new PairAugmentationOptions { Joined = 1 }, [new("A title", "Un titre"), new("A sentence.", "Une phrase.")]).ShouldBeEmpty();
    }

    private static List<TextPair> Copies(PairAugmentationOptions options, TextPair[]? pairs = null) =>
        [.. new PairAugmentation(options, 1, Characters).Of(pairs ?? Pairs)];
}
