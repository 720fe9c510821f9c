using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios;

/// <summary>One client that waits for each answer.</summary>
internal sealed class LatencyScenario : IScenario
{
    public string Name => "latency";

    public string What =>
        "latency of one client: REST and the engine against bare loops over ONNX Runtime of one thread and of one for each core";

    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var factory = bench.Targets(bench.Translation with { Whole = true });
        var results = await bench.CompareAsync(
            factory,
            ["loop-1", "loop", "engine", "rest", "grpc"],
            LoadTexts.Of("translation", onlySentences: true),
            clients: 1,
            cancellationToken
        );

        double Ratio(string target) => Statistics.Ratio(results, target, "loop-1", result => result.Latency(50));
        return
        [
            new ScenarioResult(
                $"Translation ({bench.Translator}), one client, sentences, greedy",
                ResultRow.Of(results),
                [
                    Bound.AtMost("median latency, engine / loop of one thread", Ratio("engine"), 1.1),
                    Bound.AtMost("median latency, REST / loop of one thread", Ratio("rest"), 1.1),
                ],
                []
            ),
        ];
    }
}
