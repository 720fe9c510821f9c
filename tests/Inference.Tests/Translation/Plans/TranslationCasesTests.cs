using System.Text.RegularExpressions;
using CsCheck;
using Shouldly;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation.Plans;

/// <summary>
/// What users of other translation systems reported, asked of the default model: what is not language comes back byte for byte. The words that
/// a model chooses are not looked at, but where they show that a sentence was read.
/// </summary>
public sealed class TranslationCasesTests(EnFrModel model) : IClassFixture<EnFrModel>
{
    /// <summary>A text, and a pattern of its translation.</summary>
    private static readonly (string Text, string Pattern)[] _cases =
    [
        ("The dog \U0001F436 is big.", @"^Le chien \uD83D\uDC36 .*\.$"),
        ("\U0001F600", @"^\uD83D\uDE00$"),
        ("He said 你好 to me.", @"^Il .*\w 你好[ .].*$"),
        ("مرحبا", "^مرحبا$"),
        ("a|b", @"^[^|]+\|[^|]+$"),
        ("50°", "^50°$"),
        ("Hello {name}, how are you?", @"^\w+ \{name\}, .*\w ?\?$"),
        ("You have {0} new messages.", @"^\w.* \{0\} .*messages\.$"),
        ("Write to john.doe@example.com today.", @"^Écri\w+ .*john\.doe@example\.com \w.*\.$"),
        ("Click <b>here</b> to continue.", @"^\w+ <b>\w.*</b> \w.*\.$"),
        ("2024-03-15", "^2024-03-15$"),
        ("00:00:01,000 --> 00:00:04,000", "^00:00:01,000 --> 00:00:04,000$"),
        ("192.168.0.1", @"^192\.168\.0\.1$"),
        ("=====", "^=====$"),
        ("?", @"^\?$"),
        ("The number is 555-123-4567.", @"^\w+ .*555-123-4567\.$"),
        ("he left. she stayed. they cried.", @"^\w[^.]*\. \w[^.]*\. \w[^.]*\.$"),
        ("A man is sitting.A dog is running.", @"^Un homme est assis\.Un chien court\.$"),
        ("A dog is running. | A man is sitting.", @"^Un chien court\. \| Un homme est assis\.$"),
        ("• Open the door\n• Close the window", @"^• [^•\n]+\n• [^•\n]+$"),
        ("# Title\n\nA dog is running.\n\n## Part two", @"^# \w+[^\n]*\n\nUn chien court\.\n\n## \w[^\n]*$"),
        ("TWO DOGS ARE PLAYING IN THE SNOW.", @"^DEUX CHIENS JOUENT DANS LA NEIGE\.$"),
        ("A man is sit\u00ADting on a bench.", @"^Un homme est assis sur un banc\.$"),
        ("\uFEFFA man is sitting.", @"^Un homme est assis\.$"),
        ("A man is\u00A0sitting.", @"^Un homme est assis\.$"),
        ("It costs $1,234.56.", @"^\w.*\$?\b1[,.\s]?234[,.]56\b[^0-9]*$"),
        ("Wow!!!!!!!!!!", "^[^!]+!{10}$"),
        ("", "^$"),
        ("Name\tAge\tCity\nJohn\t25\tParis", @"^[^\t\n]+\t[^\t\n]+\t[^\t\n]+\n[^\t\n]+\t25\t[^\t\n]+$"),
        ("He said >>Hello my friend<< and left.", @"^Il a dit >>\w.*<< \w.*$"),
        ("A dog.</s>A cat is sitting.", @"^Un chien\.</s>Un chat .*\.$"),
        ("I am a test\n\nI am a test\n\nI am a test", @"^([^\n]+)\n\n\1\n\n\1$"),
        ("A man is sitting.\r\nA dog is running.\r\n", @"^Un homme est assis\.\r\nUn chien court\.\r\n$"),
        ("A man is sitting.\n\n\n  A dog is running.\n", @"^Un homme est assis\.\n\n\n  Un chien court\.\n$"),
        ("  leading and trailing  ", @"^  \S.*\S  $"),
        ("One.\u00A0Two.", @"^[^.]+\.\u00A0[^.]+\.$"),
        ("Dr. Smith lives in the U.S. He is 30.", @"^.*Smith.*\. Il .*30.*\.$"),
        ("It’s John’s book.", @"^C'est le livre de John\.$"),
    ];

    [Fact]
    public async Task Translate_TheCases_KeepsWhatIsNotLanguage()
    {
        var answers = await model.TranslateAsync([.. _cases.Select(one => one.Text)]);

        var faults = _cases
            .Zip(answers, (one, answer) => (one.Text, one.Pattern, Translation: answer.Text))
            .Where(found => !Regex.IsMatch(found.Translation, found.Pattern, RegexOptions.CultureInvariant))
            .Select(found => $"{found.Text} -> {found.Translation}");
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Translate_AListThatRanAway_EndsAndSaysSo()
    {
        const string list =
            "Our shop sells bread, butter, cheese, milk, eggs, flour, sugar, salt, pepper, tea, coffee, chocolate, jam, honey, biscuits, cereals, rice, pasta, beans, tomatoes, onions, garlic, potatoes, carrots, apples, pears and oranges.";
        var answer = (await model.TranslateAsync([list]))[0];

        answer.OutputTokens.ShouldBeLessThanOrEqualTo((3 * answer.InputTokens) + 16);
        answer.FinishReason.ShouldBe(FinishReason.Repetition);
        answer.Statistics.ShouldNotBeNull().RepeatedRows.ShouldBe(1);
    }

    [Fact]
    public async Task Translate_ASentenceOverTheLimit_IsTranslatedToItsEnd()
    {
        var text =
            string.Concat(Enumerable.Repeat("A man is sitting on a bench and a woman is walking with her dog in the park while ", 18))
            + "it rains and the last word is elephant.";
        var answer = (await model.TranslateAsync([text]))[0];

        answer.Truncated.ShouldBeFalse();
        answer.InputTokens.ShouldBeGreaterThan(256);
        answer.Text.ShouldContain("éléphant");
    }

    [Fact]
    public void Translate_RandomMixes_GivesStructureAndSpansBack()
    {
        string[] spans =
        [
            "https://a.org/b?c=d",
            "x@y.org",
            "{name}",
            "%1$s",
            "`a b`",
            "<i>",
            "/usr/bin/env",
            "1.2.3",
            "\U0001F436",
            "你好",
            "</s>",
        ];
        Gen.Select(
                Gen.OneOf("", "- ", "## ", "1. ", "| "),
                Gen.OneOf("The dog", "A man"),
                Gen.OneOf(spans),
                Gen.OneOf("\n", "\t", "\r\n\r\n", " | ")
            )
            .Array[1, 6]
            .Sample(
                lines =>
                {
                    var text = string.Concat(lines.Select(line => $"\n{line.Item1}{line.Item2} {line.Item3} is here.{line.Item4}"));
                    var translated = model.TranslateAsync([text]).GetAwaiter().GetResult()[0].Text;
                    var pattern = string.Concat(
                        lines.Select(line =>
                            $"\n{Regex.Escape(line.Item1)}[^\n|]+ {Regex.Escape(line.Item3)} [^\n|]+{Regex.Escape(line.Item4)}"
                        )
                    );
                    Regex.IsMatch(translated, $"^{pattern}$").ShouldBeTrue(translated);
                    foreach (var span in spans)
                    {
                        Count(translated, span).ShouldBe(Count(text, span), span);
                    }
                },
                iter: 30,
                threads: 1
            );

        static int Count(string text, string span) => Regex.Count(text, Regex.Escape(span));
    }
}
