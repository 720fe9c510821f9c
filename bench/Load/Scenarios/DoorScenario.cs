using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios;

/// <summary>Compares REST and gRPC with the engine in process, with the model that bench/Engine writes.</summary>
internal sealed class DoorScenario : IScenario
{
    /// <summary>Tokens read and generated, as in bench/Engine.</summary>
    private const int Tokens = 25;
    private static readonly string[] Precisions = ["int8", "float32"];

    public string Name => "door";

    public string What =>
        "REST and gRPC against the engine in process on bench/Engine's model: --models FOLDER that `bench/engine.sh write --folder FOLDER` wrote";

    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        List<ScenarioResult> scenarios = [];
        foreach (var precision in Precisions)
        {
            var request = new LoadRequest("translation", precision, bench.Folder(precision), Tokens, Whole: true);
            var texts = LoadTexts.OfLength(request.Folder, Tokens);
            await using var factory = bench.Targets(request);
            var results = await bench.CompareAsync(factory, ["rest", "grpc", "engine", "loop"], texts, bench.Clients, cancellationToken);

            double Ratio(string target, string other) => Statistics.Ratio(results, target, other, result => result.Throughput);
            scenarios.Add(
                new ScenarioResult(
                    $"{precision}, d 256, 4 + 2 layers, 8,000 pieces, {Tokens} tokens in and out, {bench.Clients} clients",
                    ResultRow.Of(results),
                    [
                        Bound.AtLeast("throughput, REST / engine", Ratio("rest", "engine"), 0.85),
                        Bound.AtLeast("throughput, gRPC / engine", Ratio("grpc", "engine"), 0.9),
                    ],
                    [$"A call is {Tokens} tokens generated."]
                )
            );
        }

        return scenarios;
    }
}
