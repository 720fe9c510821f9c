using TransformerService.Load.Reporting;
using TransformerService.Load.Targets;

namespace TransformerService.Load.Scenarios;

/// <summary>One caller sends a thousand texts, again and again, and another sends one sentence at a time.</summary>
internal sealed class NeighbourScenario : IScenario
{
    private const int Texts = 1_000;

    public string Name => "neighbour";

    public string What => "how much a caller with 1,000 texts in flight slows one that asks for a sentence at a time";

    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var sentences = LoadTexts.Of("translation", onlySentences: true);
        await using var factory = bench.Targets(bench.Translation);
        await using var small = await factory.OpenAsync("rest", cancellationToken);
        await using var large = (RestTarget)await factory.OpenAsync("rest", cancellationToken);
        List<LoadResult> results = [];
        long answered = 0,
            failed = 0;
        await bench.RunAsync(small, sentences, bench.Clients, 0, cancellationToken); // not measured
        for (var round = 0; round < bench.Rounds; round++)
        {
            results.Add(await bench.RunAsync(small, sentences, 1, 0, cancellationToken) with { Target = "alone" });
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var asking = AskAsync(large, [.. sentences.Take(Texts)], over.Token);
            results.Add(await bench.RunAsync(small, sentences, 1, 0, cancellationToken) with { Target = "beside 1,000 texts" });
            await over.CancelAsync();
            await asking;
        }

        return
        [
            new ScenarioResult(
                $"One client that asks for a sentence at a time over REST ({bench.Translator})",
                ResultRow.Of(results),
                [
                    Bound.AtMost(
                        "median latency, beside 1,000 texts / alone",
                        Statistics.Ratio(results, "beside 1,000 texts", "alone", result => result.Latency(50)),
                        3
                    ),
                    Bound.AtMost("calls of 1,000 texts that failed", failed, 0),
                ],
                [$"Meanwhile {answered} calls of 1,000 texts were answered."]
            ),
        ];

        async Task AskAsync(RestTarget target, IReadOnlyList<string> texts, CancellationToken token)
        {
            try
            {
                while (!token.IsCancellationRequested)
                {
                    if (await target.AskAsync(texts, token) == CallOutcome.Answered)
                    {
                        answered++;
                    }
                    else
                    {
                        failed++;
                    }
                }
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                // The round has ended.
            }
        }
    }
}
