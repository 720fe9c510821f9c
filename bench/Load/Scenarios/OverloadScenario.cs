using System.Globalization;
using TransformerService.Load.Reporting;

namespace TransformerService.Load.Scenarios;

/// <summary>Calls arrive at a fixed rate, independent of answers: below the server's capacity, and far above it.</summary>
internal sealed class OverloadScenario : IScenario
{
    /// <summary>The server's default timeout.</summary>
    private const double TimeoutMs = 30_000;

    public string Name => "overload";

    public string What => "calls at 70 % and at 300 % of the measured capacity: latency, refusals, throughput";

    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var texts = bench.Texts();
        await using var factory = bench.Targets(bench.Translation);
        await using var rest = await factory.OpenAsync("rest", cancellationToken);
        List<LoadResult> results = [];
        await RunAsync("a first turn, which does not count", bench.Clients, 0);
        for (var round = 0; round < bench.Rounds; round++)
        {
            var idle = await RunAsync("one client", 1, 0);
            var capacity = await RunAsync("capacity", bench.Clients, 0);
            var below = await RunAsync("70 % of capacity", 0, 0.7 * capacity.Throughput);
            var above = await RunAsync("300 % of capacity", 0, 3 * capacity.Throughput);
            results.AddRange([capacity, idle, below, above]);
        }

        var over = ResultRow.Of(results).Single(row => row.Target.StartsWith("300", StringComparison.Ordinal));
        return
        [
            new ScenarioResult(
                $"Open loop over REST ({bench.Translator}, {(bench.Mix ? "mixed texts" : "sentences")})",
                ResultRow.Of(results),
                [
                    Bound.AtMost(
                        "at 70 %: p99 / median of one client",
                        Ratio("70 % of capacity", result => result.Latency(99), "one client", result => result.Latency(50)),
                        5
                    ),
                    Bound.AtMost(
                        "at 70 %: calls refused, late or failed",
                        results.Where(result => result.Target.StartsWith("70", StringComparison.Ordinal)).Sum(NotAnswered),
                        0
                    ),
                    Bound.AtLeast(
                        "at 300 %: throughput / capacity",
                        Ratio("300 % of capacity", result => result.Throughput, "capacity", result => result.Throughput),
                        0.9
                    ),
                    Bound.AtMost("at 300 %: p99 of refusals, ms", over.RefusalP99, 50),
                    Bound.AtMost("at 300 %: longest refusal, ms", over.RefusalMax, 50),
                    Bound.AtMost("at 300 %: answers that were neither 200 nor 429", over.TimedOut + over.Failed, 0),
                    Bound.AtMost("at 300 %: p99 of answers, ms", over.P99, TimeoutMs),
                ],
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The capacity is what {bench.Clients} clients that wait for their answers get."
                    ),
                ]
            ),
        ];

        async Task<LoadResult> RunAsync(string name, int clients, double rate) =>
            await bench.RunAsync(rest, texts, clients, rate, cancellationToken) with
            {
                Target = name,
            };

        double Ratio(string one, Func<LoadResult, double> number, string other, Func<LoadResult, double> otherNumber) =>
            Statistics.Median(
                results
                    .Where(result => result.Target == one)
                    .Zip(results.Where(result => result.Target == other), (a, b) => number(a) / otherNumber(b))
            );

        static double NotAnswered(LoadResult result) =>
            result.Counts.Where(count => count.Key != CallOutcome.Answered).Sum(count => count.Value);
    }
}
