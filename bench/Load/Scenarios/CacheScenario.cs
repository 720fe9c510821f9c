using TransformerService.Load.Reporting;
using TransformerService.Load.Targets;

namespace TransformerService.Load.Scenarios;

/// <summary>Texts that come as often as words do (Zipf), with kept answers and without them, in turns at one server.</summary>
internal sealed class CacheScenario : IScenario
{
    private const int Distinct = 10_000,
        Calls = 200_000;

    public string Name => "cache";

    public string What =>
        "kept answers: 10,000 distinct texts whose frequencies follow Zipf's law, with and without Cache-Control: no-store";

    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var texts = LoadTexts.Zipf(Distinct, Calls);
        await using var factory = bench.Targets(bench.Translation);
        var service = await factory.ServiceAsync(cancellationToken);
        await using var plain = new RestTarget("no-store", service.Rest, factory.Request, service.Process);
        await using var kept = new RestTarget("kept", service.Rest, factory.Request, service.Process, mayKeep: true);
        List<LoadResult> results = [];
        for (var round = 0; round <= bench.Rounds; round++)
        {
            foreach (var target in new[] { plain, kept })
            {
                var result = await bench.RunAsync(target, texts, bench.Clients, 0, cancellationToken);
                if (round > 0)
                {
                    results.Add(result);
                }
            }
        }

        return
        [
            new ScenarioResult(
                $"{Distinct} distinct texts of two sentences, Zipf, {bench.Clients} clients over REST ({bench.Translator})",
                ResultRow.Of(results),
                [
                    Bound.AtLeast(
                        "calls/s, kept / no-store",
                        Statistics.Ratio(results, kept.Name, plain.Name, result => result.Throughput),
                        3
                    ),
                ],
                ["The first turn of each is not measured; it fills the cache as far as its texts go."]
            ),
        ];
    }
}
