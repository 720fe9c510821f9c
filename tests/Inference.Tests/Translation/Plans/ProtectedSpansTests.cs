using System.Text.RegularExpressions;
using CsCheck;
using Shouldly;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation.Plans;

/// <summary>A thousand texts that mix sentences with spans of every kind.</summary>
public sealed class ProtectedSpansTests(EnFrModel model) : IClassFixture<EnFrModel>
{
    private const int Texts = 1_000,
        TextsOfRequest = 100;

    private const double MostNamed = 0.03,
        MostCut = 0.2;

    /// <summary>Signs at the start of a line are structure, as a bullet is, and no span of its first sentence.</summary>
    private static bool BeginsWithSign(Line line) =>
        line.Spans.Any(span => !span.Any(char.IsLetterOrDigit) && line.Text.StartsWith($"{line.Marker}{span} ", StringComparison.Ordinal));

    private static readonly string[] _sentences =
    [
        "Hello *, how are you?",
        "The file * was not found.",
        "Do you know *?",
        "Please open * and wait.",
        "I saw * in the park yesterday.",
        "* is very good.",
        "She gave me * this morning.",
        "Two dogs are playing with * in the snow.",
        "Write to * today.",
        "I know how important * is to you.",
        "I think that * bought the house he was looking at last week.",
        "* asked Mary to stop smoking.",
        "I can't tell you what * told me.",
        "Keep * safe.",
        "Maybe * would like that.",
        "A man is sitting on a bench.",
        "It rains.",
    ];

    private static readonly string[][] _spans =
    [
        ["https://example.com/a?b=1&c=2", "http://www.test.org/x_y.html", "www.example.org"],
        ["john.doe@example.com", "a+b@c.co.uk"],
        ["%s", "%1$d", "%02d", "%.2f"],
        ["{0}", "{1:N2}", "{name}"],
        ["{n, plural, one {# file} other {# files}}"],
        ["{{user.name}}", "{{{raw}}}"],
        ["$t(key.a)", "{{count}}"],
        ["%1$s", "%2$d"],
        ["%1", "%L2", "%n"],
        ["`git status`", "``x ` y``"],
        ["/usr/bin/env", @"C:\Users\me\a.txt", "src/Main.cs"],
        ["3f2a9bc81d", "#ff0033", "123e4567-e89b-12d3-a456-426614174000"],
        ["1.2.3", "v2.0.1-beta.1"],
        ["192.168.0.1", "10.0.0.1:8080", "2001:db8::1"],
        ["\U0001F436", "\U0001F44D\U0001F3FD", "\u2764\uFE0F"],
        ["你好", "مرحبا", "Δ"],
        ["Blue Door"],
    ];

    private static readonly Gen<Line> _line = Gen.Select(
        Gen.OneOf("", "- ", "## ", "1. ", "  ", "> "),
        Gen.Select(Gen.OneOf(_sentences), Gen.OneOf<string[]>(_spans).SelectMany(kind => Gen.OneOf<string>(kind))).Array[1, 3],
        Gen.OneOf("\n", "\r\n", "\n\n", "\t", " | "),
        (marker, sentences, end) => new Line(marker, sentences, end)
    );

    [Fact]
    public void Translate_TextsWithSpansOfEveryKind_KeepsOrNamesEach()
    {
        int spans = 0,
            named = 0,
            withSpans = 0,
            cut = 0;
        _line
            .Array[1, 3]
            .Array[TextsOfRequest]
            .Sample(
                texts =>
                {
                    string[] written = [.. texts.Select(lines => string.Concat(lines.Select(line => line.Text)))];
                    var answers = model
                        .TranslateAsync(written, TranslationOptions.Default with { Protect = ["Blue Door"] })
                        .GetAwaiter()
                        .GetResult();
                    foreach (var ((lines, text), answer) in texts.Zip(written).Zip(answers))
                    {
                        string[] used = [.. lines.SelectMany(line => line.Spans)];
                        foreach (var span in used.Distinct())
                        {
                            var isNamed = answer.Warnings.Any(warning => warning.Text == span);
                            (Count(answer.Text, span) == Count(text, span) || isNamed).ShouldBeTrue($"{span}: {text} -> {answer.Text}");
                            named += isNamed ? 1 : 0;
                        }

                        spans += used.Distinct().Count();
                        withSpans += answer.Statistics.ShouldNotBeNull().SentencesWithSpans;
                        cut += answer.Statistics.SentencesCut;
                        answer.Statistics.Sentences.ShouldBe(lines.Sum(line => line.Sentences.Length), text);
                        answer.Statistics.SentencesWithSpans.ShouldBe(used.Length - lines.Count(BeginsWithSign), text);
                        Regex
                            .IsMatch(answer.Text, Structure(lines), RegexOptions.CultureInvariant)
                            .ShouldBeTrue($"{text} -> {answer.Text}");
                    }
                },
                iter: Texts / TextsOfRequest,
                threads: 1
            );

        TestContext.Current.TestOutputHelper?.WriteLine($"{spans} spans, {named} named; {withSpans} sentences with spans, {cut} cut");
        named.ShouldBeLessThanOrEqualTo((int)(MostNamed * spans));
        cut.ShouldBeLessThanOrEqualTo((int)(MostCut * withSpans));
    }

    private static string Structure(Line[] lines) =>
        "^" + string.Concat(lines.Select(line => $"{Regex.Escape(line.Marker)}[^\\n\\t]+?{Regex.Escape(line.End)}")) + "$";

    private static int Count(string text, string span) => Regex.Count(text, Regex.Escape(span));

    /// <summary>A line of a text: a marker, sentences with their spans, and what ends it.</summary>
    private sealed record Line(string Marker, (string Sentence, string Span)[] Sentences, string End)
    {
        public IEnumerable<string> Spans =>
            Sentences.Where(one => one.Sentence.Contains('*', StringComparison.Ordinal)).Select(one => one.Span);

        public string Text =>
            Marker + string.Join(' ', Sentences.Select(one => one.Sentence.Replace("*", one.Span, StringComparison.Ordinal))) + End;
    }
}
