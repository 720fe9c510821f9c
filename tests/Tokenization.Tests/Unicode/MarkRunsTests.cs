using System.Text;
using CsCheck;
using Shouldly;
using TransformerService.Tokenization.Unicode;
using Xunit;

namespace TransformerService.Tokenization.Tests.Unicode;

/// <summary>
/// Normalisation with long runs of marks: exactly that of <see cref="string.Normalize(NormalizationForm)"/>, in linear time.
/// </summary>
public sealed class MarkRunsTests
{
    private static readonly string[] Marks =
    [
        "\u0301",
        "\u0300",
        "\u0308",
        "\u0316",
        "\u0323",
        "\u0327",
        "\u0328",
        "\u031B",
        "\u0334",
        "\u0338",
        "\u0345",
        "\u0315",
        "\u035C",
        "\u0344",
        "\u0343",
        "\u0340",
        "\u0F71",
        "\u0F72",
        "\u0F73",
        "\u0F74",
        "\u0F75",
        "\u0F81",
        "\u3099",
        "\u309A",
        "\uFF9E",
        "\uFF9F",
        "\u093C",
        "\u094D",
        "\u05B0",
        "\u05C1",
        "\u064B",
        "\u0651",
        "\u0E38",
        "\u0EB8",
        "\u302A",
        "\u1DCE",
        "\U0001D165",
        "\U0001D16D",
        "\U0001E8D0",
        "\uFB1E",
    ];

    private static readonly string[] Others =
    [
        "a",
        "e",
        "o",
        "A",
        "\u00E9",
        "\u1EA5",
        "\u01D7",
        "\u212B",
        "\u00C7",
        "\u1100",
        "\u1161",
        "\u11A8",
        "\uAC00",
        "\uAC01",
        "\u304B",
        "\u304C",
        "\uFF76",
        "\uFB01",
        "\u00BD",
        "\uFC5E",
        "\uFE70",
        "\u00A8",
        "\u0385",
        "\u1FED",
        "\u0915",
        "\u0958",
        "\u09C7",
        "\u09BE",
        "\u0D46",
        "\u0D3E",
        "\U0001D15E",
        "\U0001109A",
        "\u0F43",
        "\u05E9",
        "\uFB2C",
        "\u0627",
        "\u0653",
        "\u200D",
        "\u034F",
        "\uFE0F",
        " ",
        "\n",
        "\U0001F600",
        "\uFFFF",
        "\u2ADC",
        "\u2126",
        "\u0390",
    ];

    private static readonly NormalizationForm[] Forms =
    [
        NormalizationForm.FormC,
        NormalizationForm.FormD,
        NormalizationForm.FormKC,
        NormalizationForm.FormKD,
    ];

    private static readonly Gen<string> Runs = Gen.Int[0, Marks.Length - 1]
        .Array[0, 90]
        .Select(places => string.Concat(places.Select(place => Marks[place])));

    private static readonly Gen<string> FewMarks = Gen.Select(Gen.Int[0, Marks.Length - 1].Array[1, 3], Gen.Int[0, 2].Array[25, 80])
        .Select((kinds, places) => string.Concat(places.Select(place => Marks[kinds[place % kinds.Length]])));

    private static readonly Gen<string> Texts = Gen.Select(Gen.Int[0, Others.Length - 1].Array[0, 4], Gen.OneOf(Runs, FewMarks))
        .Select((others, run) => string.Concat(others.Select(other => Others[other])) + run)
        .Array[1, 4]
        .Select(string.Concat);

    [Fact]
    public void Normalize_AnyMixture_GivesWhatStringNormalizeGives() =>
        Texts.Sample(
            text =>
            {
                foreach (var form in Forms)
                {
                    UnicodeText
                        .Normalize(text, form)
                        .ShouldBe(
                            text.Normalize(form),
                            $"{form}: {string.Join(' ', text.EnumerateRunes().Select(rune => $"{rune.Value:X4}"))}"
                        );
                }
            },
            iter: 4_000
        );

    [Fact]
    public void Normalize_EveryMarkInALongRun_GivesWhatStringNormalizeGives()
    {
        // Every character that may be a mark, between marks of low and high classes and behind a letter that composes.
        for (var value = 0x300; value < 0x20000; value++)
        {
            if (
                Rune.IsValid(value)
                && new Rune(value) is var rune
                && Rune.GetUnicodeCategory(rune)
                    is System.Globalization.UnicodeCategory.NonSpacingMark
                        or System.Globalization.UnicodeCategory.SpacingCombiningMark
                        or System.Globalization.UnicodeCategory.EnclosingMark
            )
            {
                var text = "o" + string.Concat(Enumerable.Repeat($"\u0345\u0301{rune}\u0323\u0334", 9)) + "\u0301";
                foreach (var form in Forms)
                {
                    UnicodeText.Normalize(text, form).ShouldBe(text.Normalize(form), $"{form}: {value:X4}");
                }
            }
        }
    }

    [Fact]
    public void Sort_MarksOfTwoClassesInTheWrongOrder_LeavesNormalizeNothingToMove()
    {
        var marks = new string('\u0301', 50_000) + new string('\u0316', 50_000);

        var sorted = MarkRuns.Sort("a" + marks, NormalizationForm.FormC, new TextWork(CancellationToken.None));

        sorted.ShouldBe("a" + new string('\u0316', 50_000) + new string('\u0301', 50_000));
        sorted.IsNormalized(NormalizationForm.FormD).ShouldBeTrue();
    }

    [Theory]
    [InlineData("\u0F73")]
    [InlineData("\u0F75")]
    [InlineData("\u0F81")]
    [InlineData("\u0344\u0316")]
    [InlineData("\u0301\u0316")]
    [InlineData("\U0001D165\U0001D16D")]
    public void Sort_LongRunOfAnUnit_LeavesNothingToReorder(string unit)
    {
        var text = "a" + string.Concat(Enumerable.Repeat(unit, 20_000));
        MarkRuns
            .Sort(text, NormalizationForm.FormC, new TextWork(CancellationToken.None))
            .IsNormalized(NormalizationForm.FormD)
            .ShouldBeTrue();
    }

    [Fact]
    public void Sort_HalfWidthVoicedMarks_AreMarksOfTheCompatibilityFormsOnly()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("\u0301\uFF9E", 20_000));

        MarkRuns
            .Sort(text, NormalizationForm.FormKC, new TextWork(CancellationToken.None))
            .IsNormalized(NormalizationForm.FormKD)
            .ShouldBeTrue();
        MarkRuns.Sort(text, NormalizationForm.FormC, new TextWork(CancellationToken.None)).ShouldBe(text);
    }

    [Fact]
    public void Sort_RunUpToTheLimit_StaysAsItIs()
    {
        var text = "a" + new string('\u0301', MarkRuns.Longest / 2) + new string('\u0316', MarkRuns.Longest / 2);

        MarkRuns.Sort(text, NormalizationForm.FormC, new TextWork(CancellationToken.None)).ShouldBeSameAs(text);
    }

    [Fact]
    public void Normalize_TwiceTheMarks_TakesTwiceTheSteps()
    {
        StepsOf(80_000).ShouldBeLessThan(3 * StepsOf(40_000));

        static long StepsOf(int marks)
        {
            var work = new TextWork(CancellationToken.None);
            _ = UnicodeText.Normalize(
                "a" + new string('\u0301', marks / 2) + new string('\u0316', marks / 2),
                NormalizationForm.FormC,
                work
            );
            return work.Steps;
        }
    }
}
