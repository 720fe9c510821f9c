using static TransformerService.Api.Tests.WorstLegal.Bodies;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Many rows, and dear ones.</summary>
internal static class RowsOfWork
{
    public static IEnumerable<WorstRow> OfRows()
    {
        yield return new(
            "one text of the most lines, all beams",
            Dearest.Rows,
            [Rows, Tokens, QueuedTokens, QueuedRows, Characters, NewTokens],
            new Posts(
                Translations,
                (limits, share) => Translate([Repeat($"{Word}\n", 6 * Share(limits.QueuedRows, share))], options: Dearest(limits))
            ).AttackAsync
        );
        yield return new(
            "most characters: lines",
            Dearest.Rows,
            [Rows, Characters, QueuedRows],
            new Posts(Translations, (limits, share) => Translate([Repeat($"{Word}\n", Share(limits.Characters, share))])).AttackAsync
        );
        yield return new(
            "most characters: sentences",
            Dearest.Rows,
            [Rows, Characters, QueuedRows],
            new Posts(Translations, (limits, share) => Translate([Repeat("We do. ", Share(limits.Characters, share))])).AttackAsync
        );
        yield return new(
            "the most texts of lines",
            Dearest.Rows,
            [Texts, QueuedRows],
            new Posts(
                Translations,
                (limits, share) => Translate(Enumerable.Repeat(Repeat($"{Word}\n", 12), Share(limits.Texts, share)))
            ).AttackAsync
        )
        {
            Quick = Company.None,
        };
        yield return new(
            "the most texts of one word",
            Dearest.Rows,
            [Texts],
            new Posts(Translations, (limits, share) => Translate(Enumerable.Repeat(Word, Share(limits.Texts, share)))).AttackAsync
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "the most pairs",
            Dearest.Rows,
            [Texts, Characters],
            new Posts(
                Classifications,
                (limits, share) => Classify(FewLabels, Words(limits, share, parts: 2), Words(limits, share, parts: 2))
            ).AttackAsync
        )
        {
            IsAnswered = true,
        };
    }

    public static IEnumerable<WorstRow> OfWork()
    {
        yield return new(
            "the most texts, all beams",
            Dearest.Cpu,
            [Tokens, QueuedTokens, Texts, NewTokens, DecoderTokens, RequestTime],
            new Posts(
                Translations,
                (limits, share) => Translate(Enumerable.Repeat(Word, Share(limits.Texts, share)), options: Dearest(limits))
            ).AttackAsync
        );
        yield return new(
            "escalated to the teacher: most texts, all beams",
            Dearest.Cpu,
            [Escalated, Tokens, QueuedTokens, Texts, NewTokens, DecoderTokens, RequestTime],
            new Posts(
                Translations,
                (limits, share) =>
                    Translate(
                        Enumerable.Range(0, Share(limits.Texts / 2, share)).Select(text => $"{Word} {text}"),
                        options: Dearest(limits),
                        pair: ("it", "es")
                    )
            ).AttackAsync
        );
        yield return new(
            "through the pivot language: most texts, all beams",
            Dearest.Cpu,
            [Tokens, QueuedTokens, Texts, NewTokens, DecoderTokens, RequestTime],
            new Posts(
                Translations,
                (limits, share) =>
                    Translate(Enumerable.Repeat(Word, Share(limits.Texts / 2, share)), options: Dearest(limits), pair: ("de", "fr"))
            ).AttackAsync
        );
        yield return new(
            "through the pivot language: lines",
            Dearest.Rows,
            [Rows, Characters, QueuedRows],
            new Posts(
                Translations,
                (limits, share) => Translate([Repeat($"{Word}\n", Share(limits.Characters / 2, share))], pair: ("de", "fr"))
            ).AttackAsync
        )
        {
            MayBeTooLarge = true,
        };
        foreach (var inFlight in new[] { 1, Few, 2 * Some })
        {
            yield return new(
                $"{inFlight} at once: 16 texts, all beams, hypotheses",
                Dearest.Cpu,
                [Tokens, QueuedTokens, NewTokens, Runs, Requests],
                new Posts(
                    Translations,
                    (limits, share) => Translate(Enumerable.Repeat(Word, Share(Some, share)), options: Dearest(limits, limits.Beams)),
                    inFlight
                ).AttackAsync
            )
            {
                Quick = inFlight == Few ? Company.SameAddress | Company.AtRateLimit | Company.WithoutKey : Company.None,
            };
        }

        // Each fills a batch, so that what ends while a small call waits is counted in batches. First come, first served would be nearly
        // all of them.
        yield return new(
            "32 at once: a full batch, few tokens",
            Dearest.Cpu,
            [BatchRows, Runs],
            new Posts(
                Translations,
                (limits, _) =>
                    Translate(
                        Enumerable.Repeat(Word, limits.BatchRows),
                        options: new
                        {
                            beamSize = limits.Beams,
                            minNewTokens = 8,
                            maxNewTokens = 8,
                        }
                    ),
                2 * Some
            ).AttackAsync
        )
        {
            MostAhead = 6,
        };
        yield return new(
            "8 at once: one text, all beams and tokens",
            Dearest.Cpu,
            [NewTokens, Runs],
            new Posts(Translations, (limits, _) => Translate([Word], options: Dearest(limits)), 8).AttackAsync
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "the largest options",
            Dearest.Cpu,
            [NewTokens],
            new Posts(
                Translations,
                (limits, share) =>
                    Translate(
                        Enumerable.Repeat("a b c d e f g we", Share(Some, share)),
                        options: new
                        {
                            beamSize = limits.Beams,
                            numHypotheses = limits.Beams,
                            minNewTokens = limits.NewTokens,
                            maxNewTokens = limits.NewTokens,
                            noRepeatNgramSize = 32,
                            repetitionPenalty = 10,
                            lengthPenalty = 10,
                            earlyStopping = "never",
                            splitSentences = false,
                        }
                    )
            ).AttackAsync
        );
        yield return new(
            "scores of the longest targets",
            Dearest.Cpu,
            [Tokens, QueuedTokens, NewTokens, Runs],
            new Posts(
                Scores,
                (limits, share) =>
                {
                    var pairs = Share(limits.Texts, share);
                    return Score(
                        Enumerable.Repeat("a b c we", pairs),
                        Enumerable.Repeat(Repeat("la ", Math.Min(limits.NewTokens, limits.Characters / limits.Texts)), pairs)
                    );
                },
                Few
            ).AttackAsync
        );
        yield return new(
            "run-on texts that loop to the last token",
            Dearest.Cpu,
            [NewTokens, BatchTokens],
            new Posts(
                Translations,
                (limits, share) =>
                    Translate(
                        Enumerable.Repeat(Repeat("very ", 1_000), Share(limits.Characters / 1_000, share)),
                        options: new { splitSentences = false }
                    )
            ).AttackAsync
        );
        yield return new(
            "sentences that are decoded again",
            Dearest.Cpu,
            [Tokens, Rows],
            new Posts(
                Translations,
                (limits, share) =>
                    Translate(Enumerable.Repeat("Wow 1,234.5 {0} and 77, {name} and 99 very very!!!!!", Share(limits.Texts, share)))
            ).AttackAsync
        );
        yield return new(
            "every model and variant at once",
            Dearest.Cpu,
            [Runs, BatchRows],
            attack =>
                Task.WhenAll(
                    attack.Limits.Variants.Select(variant =>
                        new Posts(
                            PathOf(variant.Task),
                            (limits, share) => BodyOf(variant.Task, variant.Model, variant.Variant, Words(limits, share))
                        ).AttackAsync(attack)
                    )
                )
        );
        yield return new(
            "the shadow asks the teacher about each text",
            Dearest.Cpu,
            [
                "Shadow:SampleRate",
                "Shadow:MaxPerSecond",
                "Shadow:QueueCapacity",
                "Shadow:BatchTexts",
                "Shadow:MaxCharacters",
                "Batching:MaxShadowBatchRows",
                "Shadow:Store:MaxPendingSamples",
            ],
            attack =>
                ShadowAll.WhileAsync(attack, new Posts(Translations, (limits, share) => Translate(Words(limits, share / Some))).AttackAsync)
        )
        {
            IsAnswered = true,
        };
    }
}
