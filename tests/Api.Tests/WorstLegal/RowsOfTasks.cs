using TransformerService.V1;
using static TransformerService.Api.Tests.WorstLegal.Bodies;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Embedding, reranking, tagging, and classifying by the caller's own labels.</summary>
internal static class RowsOfTasks
{
    private const string Template = "{}.";

    /// <summary>Texts of eight samples of 512 tokens each that are just inside of the most tokens of one request.</summary>
    private const int MostGenerated = 250;

    public static IEnumerable<WorstRow> OfTasks()
    {
        yield return new(
            "embeddings of the most texts",
            Dearest.AnswerBytes,
            [Texts, Characters, AllAnswers],
            new Posts(Embeddings, (limits, share) => Embed(Words(limits, share)), Few).AttackAsync
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "every stream: embeddings of the most texts",
            Dearest.AnswerBytes,
            [Texts, Streams, AllAnswers],
            attack =>
            {
                var message = new EmbedRequest { Texts = { Enumerable.Repeat("a", attack.Limits.Texts) } };
                return GrpcCalls.UnaryAsync(
                    attack,
                    attack.Limits.StreamsPerConnection,
                    async (client, call) => await client.EmbedAsync(message, call)
                );
            }
        )
        {
            Quick = Company.None,
        };
        yield return new(
            "the most windows of a long text",
            Dearest.Rows,
            [Rows, Characters, Tokens],
            new Posts(
                Classifications,
                (limits, share) => InWindows(FewLabels, Repeat("a ", Share(limits.Characters / 100, share)), window: 3, stride: 1)
            ).AttackAsync
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "the longest windows of a long text",
            Dearest.Cpu,
            [Rows, Characters, Tokens],
            new Posts(
                Classifications,
                (limits, share) => InWindows(FewLabels, Repeat("a ", Share(limits.Characters, share)), window: 128, stride: 32)
            ).AttackAsync
        )
        {
            MayBeTooLarge = true,
        };
        yield return new(
            "embeddings with the longest prompt",
            Dearest.Cpu,
            [Texts, Characters],
            new Posts(
                Embeddings,
                (limits, share) =>
                    Embed(Enumerable.Repeat("a", Share(limits.Texts, share)), Repeat("a b ", limits.Characters / limits.Texts - 4))
            ).AttackAsync
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "the most documents with the longest query",
            Dearest.Cpu,
            [Texts, Characters, Tokens],
            new Posts(
                Rerankings,
                (limits, share) => Rerank(Repeat("a b ", limits.Characters / limits.Texts / 2), Words(limits, share, parts: 2)),
                Few
            ).AttackAsync
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "one document and a query of most characters",
            Dearest.Cpu,
            [Characters],
            new Posts(
                Rerankings,
                (limits, share) =>
                    Rerank(Repeat("a b ", Share(limits.Characters / 2, share)), [Repeat("c ", Share(limits.Characters / 2, share))])
            ).AttackAsync
        )
        {
            Quick = Company.AnotherAddress,
        };
        foreach (
            var (name, unit) in new[] { ("names", "Anna "), ("one word", "a"), ("the longest expansion", RowsOfText.LongestExpansion) }
        )
        {
            yield return new(
                $"entities of most characters: {name}",
                Dearest.Cpu,
                [Characters, AllAnswers],
                new Posts(Taggings, (limits, share) => Tag([Repeat(unit, Share(limits.Characters, share))]), Few).AttackAsync
            )
            {
                Quick = name == "names" ? Company.SameAddress : Company.None,
            };
        }

        yield return new(
            "each token of the most texts",
            Dearest.AnswerBytes,
            [Texts, Characters, AllAnswers],
            new Posts(Taggings, (limits, share) => Tag(Words(limits, share), "none"), Few).AttackAsync
        );
        yield return new(
            "as many texts as labels, to the most rows",
            Dearest.Rows,
            [Rows, QueuedRows, Characters],
            new Posts(
                Classifications,
                (limits, share) =>
                {
                    var side = (int)Math.Sqrt(Share(limits.QueuedRows, share));
                    return Classify(
                        Entailment,
                        Enumerable.Repeat("a", side),
                        Enumerable.Range(0, side).Select(label => $"{label}"),
                        Template
                    );
                },
                Few
            ).AttackAsync
        );
        yield return new(
            "one text of most characters, with labels",
            Dearest.Cpu,
            [Characters, Tokens],
            new Posts(
                Classifications,
                (limits, share) =>
                    Classify(
                        Entailment,
                        [Repeat("a b ", Share(limits.Characters / Some, share))],
                        ["a", "b", "c", "d", "e", "f", "g", "h"],
                        Template
                    ),
                Few
            ).AttackAsync
        );
        yield return new(
            "a label of most characters",
            Dearest.Cpu,
            [Characters, AllAnswers],
            new Posts(
                Classifications,
                (limits, share) => Classify(Entailment, ["a"], [Repeat("a b ", Share(limits.Characters / 2, share))], "{} {}"),
                Few
            ).AttackAsync
        )
        {
            Quick = Company.None,
        };
        foreach (var stream in new[] { false, true })
        {
            yield return new(
                stream ? "streams of the most generated tokens" : "the most samples of the most tokens",
                Dearest.Cpu,
                [NewTokens, Tokens, AllAnswers],
                new Posts(Generations, (_, share) => Generate(Enumerable.Repeat("a", Share(MostGenerated, share)), LongestSamples), Few)
                {
                    Headers = stream ? [("Accept", "text/event-stream")] : [],
                }.AttackAsync
            )
            {
                Quick = stream ? Company.None : Company.SameAddress,
            };
        }

        yield return new(
            "one sample of the most tokens",
            Dearest.Cpu,
            [NewTokens],
            new Posts(Generations, (_, _) => Generate(["a"], LongestSamples), Few)
            {
                Headers = [("Accept", "text/event-stream")],
            }.AttackAsync
        )
        {
            Quick = Company.AnotherAddress,
            IsAnswered = true,
        };
    }

    /// <summary>Samples that sort the vocabulary at every step, and do not end before the most tokens.</summary>
    private static object LongestSamples { get; } = new
    {
        doSample = true,
        numHypotheses = 8,
        topK = 0,
        topP = 0.999999,
        temperature = 100,
        minNewTokens = 512,
        maxNewTokens = 512,
        noRepeatNgramSize = 32,
    };
}
