using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios;

/// <summary>Many clients translate sentences, the same for every target.</summary>
internal sealed class TranslationScenario : IScenario
{
    public string Name => "translation";

    public string What =>
        "throughput of translation: REST, gRPC, the engine in process, a loop that takes one text at a time, the Node peer";

    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var texts = LoadTexts.Of("translation", onlySentences: true);
        await using var factory = bench.Targets(bench.Translation with { Whole = true });
        var service = await factory.ServiceAsync(cancellationToken);
        var node = await factory.NodeAsync(cancellationToken);
        (var same, var of) = await PeerAgreement.MeasureAsync(service.Rest, node.Url, factory.Request, texts, cancellationToken);
        var results = await bench.CompareAsync(
            factory,
            ["rest", "grpc", "engine", "loop", "node"],
            texts,
            bench.Clients,
            cancellationToken
        );

        double Ratio(string target, string other) => Statistics.Ratio(results, target, other, result => result.Throughput);
        return
        [
            new ScenarioResult(
                $"Translation ({bench.Translator}), {bench.Clients} clients, sentences, greedy",
                ResultRow.Of(results),
                [
                    Bound.AtLeast("throughput, REST / loop", Ratio("rest", "loop"), 4),
                    Bound.AtLeast("throughput, REST / Node", Ratio("rest", "node"), 5),
                    Bound.AtLeast("throughput, REST / engine", Ratio("rest", "engine"), 0.85),
                    Bound.AtLeast("throughput, gRPC / engine", Ratio("grpc", "engine"), 0.9),
                ],
                [$"Node and this server give the same text for {same} of {of} sentences."]
            ),
        ];
    }
}
