using static TransformerService.Api.Tests.WorstLegal.Bodies;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>The most characters of what tokenizers and normalisers find dear.</summary>
internal static class RowsOfText
{
    // A character that NFKC makes 18 of; a syllable in its three parts.
    public const string LongestExpansion = "\uFDFA",
        Jamo = "\u1100\u1161\u11A8";

    public static IEnumerable<WorstRow> OfText()
    {
        (string Name, string Unit)[] units =
        [
            ("one word", "a"),
            ("words without an end", $"{Word} "),
            ("breaks alone", "\n"),
            ("spaces alone", " "),
            ("punctuation", "!"),
            ("opening quotes", "«"),
            ("surrogate pairs", "😀"),
            ("zero-width joiners", "a\u200D"),
            ("the longest expansion", LongestExpansion),
            ("jamo", Jamo),
        ];
        foreach (var (name, unit) in units)
        {
            yield return new(
                $"most characters: {name}",
                Dearest.Cpu,
                [Characters],
                attack =>
                    Task.WhenAll(
                        new Posts(Translations, (limits, share) => Translate([Repeat(unit, Share(limits.Characters, share))])).AttackAsync(
                            attack
                        ),
                        new Posts(
                            Classifications,
                            (limits, share) => Classify(FewLabels, [Repeat(unit, Share(limits.Characters, share))])
                        ).AttackAsync(attack)
                    )
            )
            {
                Quick = unit is "a" or LongestExpansion ? Company.SameAddress : Company.None,
            };
        }

        foreach (var (name, unit) in units)
        {
            yield return new(
                $"tokens of most characters: {name}",
                Dearest.Cpu,
                [Characters, AllAnswers],
                attack =>
                    Task.WhenAll(
                        new[] { "en-fr", FewLabels }.Select(model =>
                            new Posts(
                                Tokenizations,
                                (limits, share) => Tokenize(model, [Repeat(unit, Share(limits.Characters, share))])
                            ).AttackAsync(attack)
                        )
                    )
            )
            {
                Quick = unit is LongestExpansion ? Company.SameAddress : Company.None,
            };
        }

        yield return new(
            "tokens of the most texts",
            Dearest.AnswerBytes,
            [Texts, Characters, AllAnswers],
            new Posts(Tokenizations, (limits, share) => Tokenize("en-fr", Words(limits, share)), Few).AttackAsync
        );
        yield return new(
            "texts of the most ids",
            Dearest.Cpu,
            [Characters, AllAnswers],
            new Posts(Detokenizations, (limits, share) => Detokenize("en-fr", 1, Share(limits.Characters, share)), Few).AttackAsync
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "languages of the most texts and characters",
            Dearest.Cpu,
            [Texts, Characters, AllAnswers],
            new Posts(
                Detections,
                (limits, share) =>
                    Detect(Enumerable.Repeat(Repeat("ab cd ", limits.Characters / limits.Texts), Share(limits.Texts, share)), topK: 1_000),
                Few
            ).AttackAsync
        )
        {
            IsAnswered = true,
        };
        (string Name, string Format, string Unit)[] documents =
        [
            ("inline tags", "html", $"<b>{Word}</b> "),
            ("inline tags and code", "html", $"<code>a</code> <b>b {Word}</b>"),
            ("attributes", "html", $"<a title='{Word}'>"),
            ("elements", "xml", "<a/>"),
            ("images that do not end", "markdown", "![a]("),
        ];
        foreach (var (name, format, unit) in documents)
        {
            yield return new(
                $"documents of the most {name}",
                Dearest.Cpu,
                [Characters, AllAnswers],
                new Posts(
                    Translations,
                    (limits, share) =>
                        Translate(
                            [Document(unit, format, Share(limits.Characters, share))],
                            options: new { translateAttributes = format != "markdown" },
                            format: format
                        )
                ).AttackAsync
            )
            {
                Quick = format == "html" ? Company.SameAddress : Company.None,
            };
        }

        yield return new(
            "most characters: terms of the largest glossary",
            Dearest.AnswerBytes,
            [Characters, AllAnswers],
            new Posts(
                Translations,
                (limits, share) => Translate([Repeat("a ", Share(limits.Characters / 2, share))], glossary: LargestGlossary())
            ).AttackAsync
        );
        yield return new(
            "4 at once: most characters, marks in bad order",
            Dearest.Cpu,
            [Characters, RequestTime],
            attack =>
                Task.WhenAll(
                    new Posts(Translations, (limits, share) => Translate([Marks(Share(limits.Characters, share))]), 2).AttackAsync(attack),
                    new Posts(
                        Classifications,
                        (limits, share) => Classify(FewLabels, [Marks(Share(limits.Characters, share))]),
                        2
                    ).AttackAsync(attack)
                )
        );
    }

    private static string Document(string unit, string format, int characters) =>
        format == "xml"
            ? $"<a>{Repeat(unit, characters - "<a></a>".Length)}</a>"
            : Repeat(unit, Math.Min(characters, format == "html" ? characters : 50_000));

    private static string Marks(int characters) =>
        "a" + new string('\u0301', (characters - 1) / 2) + new string('\u0316', (characters - 1) / 2);
}
