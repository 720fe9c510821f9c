using System.Diagnostics;
using CsCheck;
using Shouldly;
using TransformerService.Tokenization.Sentences;
using Xunit;

namespace TransformerService.Tokenization.Tests.Sentences;

public sealed class SentenceSplitterPropertyTests
{
    private static readonly Gen<string> _pieces = Gen.OneOf(
        ".",
        "!",
        "?",
        "…",
        "...",
        "。",
        "！",
        "？",
        "．",
        "।",
        "؟",
        " ",
        "  ",
        "\u00a0",
        "\n",
        "\r\n",
        "\u2028",
        "\"",
        "'",
        "“",
        "”",
        "«",
        "»",
        "(",
        ")",
        "[",
        "]",
        "「",
        "」",
        "-",
        "–",
        "¿",
        "¡",
        ",",
        ":",
        "a",
        "I",
        "A",
        "The",
        "He",
        "said",
        "Mr",
        "etc",
        "U.S",
        "No",
        "p.m",
        "Dr",
        "1",
        "12",
        "2020",
        "iPhone",
        "3.14",
        "example.com",
        "我",
        "说",
        "と",
        "네",
        "د",
        "😀",
        "\ud83d",
        "\ude00",
        "\u0301",
        "\u200f",
        "#",
        "@x",
        "$5",
        "[12]",
        "'s",
        "Der",
        "Mme",
        ". ",
        ". The ",
        "? ",
        "\" ",
        " \""
    );

    private static readonly Gen<string> _texts = Gen.OneOf<string>(_pieces.Array[0, 40].Select(string.Concat), Gen.String);
    private static readonly Gen<string?> _languages = Gen.OneOf<string?>(
        (string?[])["en", "fr", "de", "es", "it", "pt", "nl", "ru", "hi", "ja", "xx", null]
    );

    [Fact]
    public void Split_AnyText_CoversItInOrderAndKeepsWhiteSpaceOutOfSentences() =>
        Gen.Select(_texts, _languages)
            .Sample(
                (text, language) =>
                {
                    var end = 0;
                    var wasSentence = false;
                    foreach (var segment in SentenceSplitter.Split(text, language))
                    {
                        segment.Start.ShouldBe(end);
                        segment.Length.ShouldBeGreaterThan(0);
                        var words = segment.In(text).ToString();
                        if (segment.IsSentence)
                        {
                            words.Trim().ShouldBe(words);
                            words.IndexOfAny(['\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029']).ShouldBe(-1);
                        }
                        else
                        {
                            words.ShouldBeNullOrWhiteSpace();
                            (end > 0 && !wasSentence).ShouldBeFalse("two gaps in a row");
                        }

                        wasSentence = segment.IsSentence;
                        end = segment.End;
                    }

                    end.ShouldBe(text.Length);
                },
                iter: 20_000
            );

    [Fact]
    public void Split_AFoundSentence_GivesItself() =>
        Gen.Select(_texts, _languages)
            .Sample(
                (text, language) =>
                {
                    foreach (var segment in SentenceSplitter.Split(text, language))
                    {
                        if (segment.IsSentence)
                        {
                            var sentence = segment.In(text).ToString();
                            SentenceSplitter
                                .Split(sentence, language)
                                .ShouldBe([new TextSegment(0, sentence.Length, IsSentence: true)], sentence);
                        }
                    }
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\r\n \t\u3000\u2028")]
    public void Split_NoWords_GivesNoSentence(string text) =>
        SentenceSplitter.Split(text, "en").ShouldAllBe(segment => !segment.IsSentence);

    [Fact]
    public void Split_NullText_Throws() => Should.Throw<ArgumentNullException>(() => SentenceSplitter.Split(null!, "en"));

    [Fact]
    public void Split_OneLongSentence_LeavesItWhole()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 20_000));

        SentenceSplitter.Split(text, "en").ShouldBe([new TextSegment(0, text.Length, IsSentence: true)]);
    }

    // What takes milliseconds in linear time takes minutes in quadratic time: the bound is wide and still tells them apart.
    [Theory]
    [InlineData(".")]
    [InlineData("\"")]
    [InlineData("a")]
    [InlineData(". ")]
    [InlineData("a.b.")]
    [InlineData("A. ")]
    [InlineData(". ... ")]
    [InlineData("... ...x ")]
    [InlineData("! « ")]
    [InlineData(". » ")]
    [InlineData("x. \"")]
    [InlineData("。“")]
    [InlineData(".[12345")]
    [InlineData("\u0301.")]
    [InlineData("\ud800")]
    [InlineData("\n")]
    public void Split_HalfAMillionCharacters_TakesLinearTime(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 500_000 / unit.Length));
        var start = Stopwatch.GetTimestamp();

        _ = SentenceSplitter.Split(text, "en");

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }
}
