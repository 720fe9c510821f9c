using TransformerService.Inference.Configuration;
using static TransformerService.Api.Tests.WorstLegal.Bodies;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Explanations, which run a text once for each of its parts.</summary>
internal static class RowsOfExplanations
{
    public static IEnumerable<WorstRow> OfExplanations()
    {
        yield return new(
            "explanations of the longest translation",
            Dearest.AnswerBytes,
            [Rows, Tokens, QueuedTokens, AllAnswers],
            new Posts(
                Explanations,
                (limits, share) =>
                    Explain("en-fr", [Repeat("a ", Share(200, share)) + Word], [Repeat("la ", Share(limits.NewTokens / 2, share))]),
                Few
            ).AttackAsync
        );
        yield return new(
            "attention of the longest translations",
            Dearest.AnswerBytes,
            [Rows, Tokens, QueuedTokens, AllAnswers],
            new Posts(
                Explanations,
                (limits, share) =>
                    Explain(
                        "en-fr",
                        Enumerable.Repeat(Repeat("a ", 200) + Word, Share(16, share)),
                        Enumerable.Repeat(Repeat("la ", limits.NewTokens / 2), Share(16, share)),
                        "attention"
                    ),
                Few
            ).AttackAsync
        );
        yield return new(
            "explanations of the most labels",
            Dearest.Cpu,
            [Rows, Tokens, AllAnswers],
            new Posts(
                Explanations,
                (_, share) =>
                    Explain(
                        MostLabels,
                        Enumerable.Repeat(Repeat("a ", 50), Share(new InferenceOptions().MaxRowsPerRequest / 51, share)) // one row is the whole text
                    ),
                Few
            ).AttackAsync
        );
    }
}
