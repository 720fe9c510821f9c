using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios;

/// <summary>Many clients classify, with each of the default classifiers.</summary>
internal sealed class ClassificationScenario : IScenario
{
    private static readonly string[] Classifiers = ["sentiment", "intent"];

    public string Name => "classification";

    public string What =>
        "throughput of classification: REST, gRPC, the engine in process, a loop that takes one text at a time, the Node peer";

    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var texts = LoadTexts.Of("text-classification", onlySentences: true);
        List<ScenarioResult> scenarios = [];
        foreach (var model in Classifiers)
        {
            await using var factory = bench.Targets(Bench.Classification(bench.Models, model));
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
            scenarios.Add(
                new ScenarioResult(
                    $"Classification ({model}), {bench.Clients} clients",
                    ResultRow.Of(results),
                    [Bound.AtLeast("throughput, REST / Node", Statistics.Ratio(results, "rest", "node", result => result.Throughput), 3)],
                    [$"Node and this server give the same label for {same} of {of} texts."]
                )
            );
        }

        return scenarios;
    }
}
