using CsCheck;
using Shouldly;
using TransformerService.Tokenization.Segments;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class TextSegmenterPropertyTests
{
    private const int Length = 100_000,
        MostStepsPerCharacter = 40;

    private static readonly string[] _spans =
    [
        "https://example.com/a?b=c",
        "john@example.com",
        "{name}",
        "{{x}}",
        "%1$s",
        "${y}",
        "`a b`",
        "<b>",
        "</b>",
        "/usr/bin/env",
        "3f2a9bc1",
        "1.2.3",
        "192.168.0.1",
        "\U0001F436",
        "{n, plural, one {# file} other {# files}}",
    ];

    private static readonly string[] _pieces =
    [
        .. _spans,
        "The dog",
        "he left",
        "A",
        "BIG DOGS",
        ".",
        "!",
        "? ",
        ", ",
        "\n",
        "\r\n",
        "\t",
        " | ",
        "- ",
        "# ",
        "1. ",
        "```\n",
        "\u00AD",
        "\uFEFF",
        "\u0001",
        "(",
        ")",
        "\"",
        "12",
        "{",
        "}",
        "`",
        "<",
        ">",
        "%",
        "$",
        "\\",
        "\ud83d",
        "é",
        "你好",
        " ",
    ];

    private static readonly string[] _hostile =
    [
        "a",
        "a ",
        "a@[",
        "a@b.cc:",
        "{:",
        "[",
        "_",
        "__A",
        ":a",
        "--a",
        "1.A",
        "\U0001D400 ",
        ".",
        "! ",
        "|",
        "a|",
        "\t",
        "\n",
        "- ",
        "# ",
        ">",
        "1. ",
        "`",
        "``` ",
        "```\n",
        "~~~\n",
        "`` ` ",
        "{",
        "}",
        "{a",
        "{a}",
        "{{",
        "{ ",
        "$",
        "${",
        "$t(",
        "%",
        "%1",
        "%(",
        "%(a",
        "%A",
        "<",
        "<a",
        "<a ",
        "<a \"",
        "<a b=\"",
        "<!--",
        "&",
        "&a",
        "\\",
        "\\u",
        "@",
        "a@",
        "a@b.c",
        "a.",
        "a.b",
        "1.",
        "1.1",
        "1:",
        "://",
        "a://",
        "/",
        "/a",
        "(",
        ")",
        "((a",
        "A",
        "AB ",
        "\u00AD",
        "\uFEFF",
        "\u200D",
        "\U0001F436",
        "\U0001F436\u200D",
        "\uFE0F",
        "\u0301",
        "'s",
        "a.A",
        "a.A ",
        "a. a",
        "`a`|",
        "{a}'s ",
        "f1",
        "www.",
        "\"",
        "\ud83d",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Split_AnyText_CoversItInOrder() =>
        Gen.OneOf<string>(Gen.OneOf(_pieces).Array[0, 40].Select(string.Concat), Gen.String)
            .Sample(
                text =>
                {
                    var end = 0;
                    foreach (var part in TextSegmenter.Split(text, "en", new TextWork(Token)))
                    {
                        part.Start.ShouldBe(end);
                        part.Length.ShouldBeGreaterThan(0);
                        end = part.End;
                        if (part.Kind == TextPartKind.Words)
                        {
                            var words = part.In(text).ToString();
                            words.Any(char.IsControl).ShouldBeFalse(words);
                            words.Any(c => char.IsLetter(c) || char.IsSurrogate(c)).ShouldBeTrue(words);
                            words.Trim().ShouldBe(words);
                        }
                    }

                    end.ShouldBe(text.Length);
                },
                iter: 20_000
            );

    [Fact]
    public void Split_SentencesWithSpans_TranslatesNoSpan() =>
        Gen.Select(Gen.OneOf(_spans), Gen.OneOf("The dog", "A man said", "he left"))
            .Array[1, 20]
            .Sample(
                pairs =>
                {
                    var text = string.Join("\n", pairs.Select(pair => $"{pair.Item2} {pair.Item1} is here."));
                    var translated = string.Join(
                        "\n",
                        TextSegmenter
                            .Split(text, "en", new TextWork(Token))
                            .Where(part => part.Kind == TextPartKind.Words)
                            .Select(part => part.In(text).ToString())
                    );
                    translated.ShouldBe(string.Join("\n", pairs.Select(pair => $"{pair.Item2}\nis here.")));
                },
                iter: 2_000
            );

    [Fact]
    public void Split_HostileText_TakesStepsInProportionToItsLength()
    {
        foreach (var unit in _hostile)
        {
            foreach (var (before, after) in new[] { ("", ""), ("A dog ", " is"), ("<a b=\"", "") })
            {
                var text = before + string.Concat(Enumerable.Repeat(unit, Length / unit.Length)) + after;
                var work = new TextWork(Token);
                TextSegmenter.Split(text, "en", work)[^1].End.ShouldBe(text.Length);
                work.Steps.ShouldBeLessThan(MostStepsPerCharacter * (long)text.Length, unit);
            }
        }
    }
}
