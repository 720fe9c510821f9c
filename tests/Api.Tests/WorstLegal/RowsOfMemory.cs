using System.Text;
using TransformerService.V1;
using static TransformerService.Api.Tests.WorstLegal.Bodies;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>What the heap, native memory and answers hold.</summary>
internal static class RowsOfMemory
{
    public static IEnumerable<WorstRow> OfMemory()
    {
        yield return new(
            "64 texts of the teacher, all beams",
            Dearest.NativeMemory,
            [MemoryLimit, BatchRows, DecoderTokens],
            new Posts(
                Translations,
                (limits, share) => Translate(Enumerable.Repeat(Word, Share(limits.BatchRows, share)), "teacher", Dearest(limits))
            ).AttackAsync
        )
        {
            Quick = Company.Alone | Company.SameAddress,
        };
        yield return new(
            "4 at once: 64 texts of the teacher, all beams",
            Dearest.NativeMemory,
            [BatchRows, DecoderTokens, Runs],
            new Posts(
                Translations,
                (limits, share) => Translate(Enumerable.Repeat(Word, Share(limits.BatchRows, share)), "teacher", Dearest(limits)),
                Few
            ).AttackAsync
        )
        {
            Quick = Company.AnotherAddress,
        };
        yield return new(
            "the most texts of the most input tokens",
            Dearest.NativeMemory,
            [Texts, Characters, BatchTokens],
            attack =>
                Task.WhenAll(
                    new Posts(Translations, (limits, share) => Translate(Words(limits, share), "teacher")).AttackAsync(attack),
                    new Posts(
                        Classifications,
                        (limits, share) => Classify(FewLabels, Words(limits, share), variant: "teacher")
                    ).AttackAsync(attack)
                )
        );
        yield return new(
            "glossaries of the most entries, until no more fit",
            Dearest.Heap,
            [GlossaryBytes],
            attack =>
                new Posts(OwnGlossaries, static (_, share) => OwnGlossary(share), Some).AttackAsync(
                    attack with
                    {
                        Keys = [WorstServer.GlossaryKey], // who has no key has no glossaries
                    }
                )
        )
        {
            Also = ["201", "456"],
            MayBeTooLarge = true, // once they are as many bytes as one key may keep
        };
        foreach (var inFlight in new[] { Some, Many })
        {
            yield return new(
                $"{inFlight} at once: the most characters in lines",
                Dearest.Heap,
                [AllCharacters, Characters, Requests, AllBodies],
                new Posts(
                    Translations,
                    (limits, share) => Translate([Repeat($"{Word}\n", Share(limits.Characters, share))]),
                    inFlight
                ).AttackAsync
            )
            {
                Quick = inFlight == Some ? Company.Alone | Company.SameAddress : Company.None,
            };
            yield return new(
                $"{inFlight} at once: the most characters in words",
                Dearest.Heap,
                [AllCharacters, Characters, Requests, AllBodies],
                new Posts(
                    Classifications,
                    (limits, share) => Classify(FewLabels, [Repeat("a ", Share(limits.Characters, share))]),
                    inFlight
                ).AttackAsync
            )
            {
                Quick = inFlight == Many ? Company.AnotherAddress : Company.None,
            };
        }

        yield return new(
            "16 at once: the longest expansion",
            Dearest.Heap,
            [Characters, Requests],
            new Posts(
                Classifications,
                (limits, share) => Classify(FewLabels, [Repeat(RowsOfText.LongestExpansion, Share(limits.Characters, share))]),
                Some
            ).AttackAsync
        );
        yield return new(
            "the largest body: escapes",
            Dearest.Heap,
            [BodyBytes, Characters],
            new Posts(Translations, (limits, share) => Escaped(limits, share), Few).AttackAsync
        );
        yield return new(
            "the largest body: white space",
            Dearest.Heap,
            [BodyBytes],
            new Posts(Translations, (limits, share) => Padded(Share(limits.BodyBytes, share)), Few).AttackAsync
        )
        {
            Quick = Company.None,
        };
        yield return new(
            "the largest body: empty texts",
            Dearest.Heap,
            [BodyBytes, Texts],
            new Posts(Translations, (limits, share) => EmptyTexts(Share(limits.BodyBytes, share)), Few).AttackAsync
        )
        {
            MayBeTooLarge = true,
        };
        yield return new(
            "the largest binary request",
            Dearest.Heap,
            [BodyBytes, Texts, Characters],
            new Posts(BinaryInferences, (limits, _) => BinaryInfer(Words(limits, 1)), Few)
            {
                Headers = [("Inference-Header-Content-Length", $"{BinaryInferHeader}")],
            }.AttackAsync
        )
        {
            Also = [CallCounts.NotReady], // Triton's status for what is refused at the door, and for what is late
        };
        yield return new(
            "the largest message: empty texts",
            Dearest.Heap,
            [BodyBytes, Streams],
            attack =>
            {
                var message = new TranslateRequest
                {
                    Texts = { Enumerable.Repeat("", (attack.Limits.BodyBytes - Many) / 2) },
                    Model = Translator,
                };
                return GrpcCalls.UnaryAsync(attack, Few, async (client, call) => await client.TranslateAsync(message, call));
            }
        )
        {
            MayBeTooLarge = true,
        };
        yield return new(
            "every stream: messages of the most characters",
            Dearest.Heap,
            [Streams, Characters],
            attack =>
            {
                var message = new ClassifyRequest { Model = FewLabels, Texts = { Repeat("€ ", attack.Limits.Characters) } };
                return GrpcCalls.UnaryAsync(
                    attack,
                    attack.Limits.StreamsPerConnection,
                    async (client, call) => await client.ClassifyAsync(message, call)
                );
            }
        )
        {
            Quick = Company.AnotherAddress,
        };
        yield return new(
            "8 at once: the largest answer",
            Dearest.AnswerBytes,
            [AllAnswers, Texts],
            new Posts(
                Classifications,
                (limits, share) => Classify(MostLabels, Enumerable.Repeat("a", Share(limits.Texts, share)), topK: limits.Labels),
                8
            ).AttackAsync
        )
        {
            Quick = Company.SameAddress,
        };
        yield return new(
            "every stream: the largest answer",
            Dearest.AnswerBytes,
            [Texts, Streams],
            attack =>
            {
                var message = new ClassifyRequest
                {
                    Model = MostLabels,
                    Texts = { Enumerable.Repeat("a", attack.Limits.Texts) },
                    TopK = attack.Limits.Labels,
                };
                return GrpcCalls.UnaryAsync(
                    attack,
                    attack.Limits.StreamsPerConnection,
                    async (client, call) => await client.ClassifyAsync(message, call)
                );
            }
        )
        {
            Quick = Company.None,
        };
    }

    private static byte[] Escaped(LegalLimits limits, double share)
    {
        const string Escape = @"\u0061\u000a";
        return Encoding.ASCII.GetBytes(
            $$"""{"model":"{{Translator}}","text":"{{Repeat(Escape, Share(Math.Min(limits.Characters / 2, (limits.BodyBytes / Escape.Length) - 4), share) * Escape.Length)}}"}"""
        );
    }

    private static byte[] Padded(int bytes)
    {
        var body = $$"""{"model":"{{Translator}}","text":"{{Sentence}}"}""";
        return Encoding.ASCII.GetBytes(new string(' ', Math.Max(0, bytes - body.Length)) + body);
    }

    private static byte[] EmptyTexts(int bytes) =>
        Encoding.ASCII.GetBytes($$"""{"model":"{{Translator}}","text":[{{Repeat("\"\",", bytes / 3 * 3 - 33)}}""]}""");
}
