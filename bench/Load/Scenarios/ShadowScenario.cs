using System.Net.Http.Json;
using System.Text.Json;
using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios;

/// <summary>
/// Measures what it costs callers that the teacher checks every answer: the service with and without shadow mode, in turn.
/// </summary>
internal sealed class ShadowScenario : IScenario
{
    private const string Off = "without shadow",
        On = "shadow, rate 1";

    /// <summary>More texts than one measurement sends.</summary>
    private const int MaxCalls = 300_000;

    public string Name => "shadow";

    public string What => "what it costs callers that the teacher checks every answer: one client, and 300 % of the capacity";

    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken) =>
        [
            await RunAsync(bench, bench.Translation, bench.Texts(), cancellationToken),
            await RunAsync(
                bench,
                Bench.Classification(bench.Models, "intent"),
                LoadTexts.Of("text-classification", onlySentences: true),
                cancellationToken
            ),
        ];

    private static async Task<ScenarioResult> RunAsync(
        Bench bench,
        LoadRequest request,
        IReadOnlyList<string> some,
        CancellationToken cancellationToken
    )
    {
        // The teacher checks each text once, so no text may be sent twice.
        string[] texts = [.. Enumerable.Range(0, MaxCalls).Select(number => $"{some[number % some.Count]} {number}")];
        var folder = Directory.CreateTempSubdirectory("shadow-").FullName;
        await using var without = bench.Targets(request, "--Shadow:SampleRate=0", $"--Shadow:Store:Path={Path.Combine(folder, "off.db")}");
        await using var with = bench.Targets(
            request,
            "--Shadow:SampleRate=1",
            "--Shadow:MaxPerSecond=1000000",
            $"--Shadow:Store:Path={Path.Combine(folder, "on.db")}"
        );
        var load = request.IsTranslation ? "300 % of capacity" : $"{4 * bench.Clients} clients";
        List<LoadResult> results = [];
        await RoundAsync();
        results.Clear(); // not measured: a server's code is optimized by the JIT compiler only after some thousand calls
        for (var round = 0; round < bench.Rounds; round++)
        {
            await RoundAsync();
        }

        var service = await with.ServiceAsync(cancellationToken);
        var counts = await CountsAsync(service.Rest, request.Model);
        return new ScenarioResult(
            $"{request.Model} over REST, with and without shadow mode",
            ResultRow.Of(results),
            [
                Bound.AtMost("one client: median latency, with / without", Ratio("one client", result => result.Latency(50)), 1.05),
                Bound.AtMost("one client: p99, with / without", Ratio("one client", result => result.Latency(99)), 1.10),
                Bound.AtLeast($"{load}: throughput, with / without", Ratio(load, result => result.Throughput), 0.9),
                Bound.AtMost(
                    "answers that were neither 200 nor 429",
                    results.Sum(result => result.Counts[CallOutcome.Failed] + result.Counts[CallOutcome.TimedOut]),
                    0
                ),
            ],
            [counts]
        );

        async Task RoundAsync()
        {
            foreach ((var factory, var name) in ((TargetFactory, string)[])[(without, Off), (with, On)])
            {
                await MeasureAsync(factory, $"one client, {name}", 1, 0);
            }

            var capacity = (await MeasureAsync(without, $"{bench.Clients} clients, {Off}", bench.Clients, 0)).Throughput;
            foreach ((var factory, var name) in ((TargetFactory, string)[])[(without, Off), (with, On)])
            {
                // A classifier can answer more calls than this program can send beside it: waiting clients saturate it too.
                await (
                    request.IsTranslation
                        ? MeasureAsync(factory, $"{load}, {name}", 0, 3 * capacity)
                        : MeasureAsync(factory, $"{load}, {name}", 4 * bench.Clients, 0)
                );
            }
        }

        async Task<LoadResult> MeasureAsync(TargetFactory factory, string name, int clients, double rate)
        {
            await using var target = await factory.OpenAsync("rest", cancellationToken);
            var result = await bench.RunAsync(target, texts, clients, rate, cancellationToken) with { Target = name };
            results.Add(result);
            return result;
        }

        double Ratio(string of, Func<LoadResult, double> number) => Statistics.Ratio(results, $"{of}, {On}", $"{of}, {Off}", number);
    }

    /// <summary>Describes what happened to the samples.</summary>
    private static async Task<string> CountsAsync(Uri service, string? model)
    {
        using var client = new HttpClient { BaseAddress = service };
        var report = await client.GetFromJsonAsync<JsonElement>($"v1/models/{model}/shadow");
        return $"Of {report.GetProperty("sampled")} samples {report.GetProperty("compared")} were compared, {report.GetProperty("repeated")} came again, {report.GetProperty("dropped")} dropped, {report.GetProperty("failed")} failed.";
    }
}
