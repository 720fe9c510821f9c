using System.Globalization;

namespace TransformerService.Api.Live;

/// <summary>
/// The alert rules of deploy/observability/alerts.yml that this process can evaluate itself, over its last five minutes and without the
/// time for which a rule must hold. Pure.
/// </summary>
internal static class Alerts
{
    private const double MostFailed = 0.02,
        MostRefused = 0.01,
        MostQueued = 0.5,
        MostMemory = 0.9,
        LatencyShare = 0.99;

    private static readonly TimeSpan LongestLatency = TimeSpan.FromSeconds(1);

    /// <summary>Returns the alerts that hold now.</summary>
    /// <param name="seconds">The last minutes.</param>
    /// <param name="gauges">The gauges now.</param>
    public static IReadOnlyList<Alert> Of(IReadOnlyList<LiveSecond> seconds, IReadOnlyDictionary<LiveGauge, double> gauges) =>
        [.. OfGauges(gauges), .. OfCalls(seconds), .. OfMemory(seconds)];

    private static IEnumerable<Alert> OfGauges(IReadOnlyDictionary<LiveGauge, double> gauges)
    {
        foreach (var (gauge, value) in gauges.OrderBy(entry => (entry.Key.Model, entry.Key.Variant)))
        {
            if (gauge.Name == "transformer.models.loaded" && value == 0)
            {
                yield return new Alert(
                    "TransformerModelNotReady",
                    true,
                    gauge.Model,
                    $"The {gauge.Variant} of {gauge.Model} does not answer."
                );
            }
            else if (
                gauge.Name == "transformer.queue.length"
                && gauges.TryGetValue(gauge with { Name = "transformer.queue.capacity" }, out var capacity)
                && value > MostQueued * capacity
            )
            {
                yield return new Alert(
                    "TransformerQueueFilling",
                    false,
                    gauge.Model,
                    $"The queue of {gauge.Model} ({gauge.Variant}) is {Percent(value / capacity)} full."
                );
            }
            else if (gauge is { Name: "transformer.shadow.verdict", Outcome: "strays" } && value == 1)
            {
                yield return new Alert(
                    "TransformerStudentStrays",
                    false,
                    gauge.Model,
                    $"The student of {gauge.Model} differs from its teacher by more than its margin."
                );
            }
            else if (gauge.Name == "transformer.shadow.teacher.ready" && value == 0)
            {
                yield return new Alert(
                    "TransformerTeacherDown",
                    false,
                    gauge.Model,
                    $"The teacher of {gauge.Model} does not answer; nothing checks the student."
                );
            }
            else if (gauge.Name == "transformer.shadow.store.ready" && value == 0)
            {
                yield return new Alert(
                    "TransformerShadowStoreDown",
                    false,
                    null,
                    "The shadow store cannot be used; findings are gathered in memory."
                );
            }
        }
    }

    private static IEnumerable<Alert> OfCalls(IReadOnlyList<LiveSecond> seconds)
    {
        foreach (var model in seconds.SelectMany(second => second.Variants).GroupBy(variant => variant.Model).OrderBy(model => model.Key))
        {
            var sum = new LiveTally();
            foreach (var variant in model)
            {
                sum.Add(variant.Tally);
            }

            double requests = sum.Requests;
            if (sum.Failed > MostFailed * requests)
            {
                yield return new Alert(
                    "TransformerErrorsHigh",
                    true,
                    model.Key,
                    $"{Percent(sum.Failed / requests)} of the requests for {model.Key} fail."
                );
            }

            if (sum.Refused > MostRefused * requests)
            {
                yield return new Alert(
                    "TransformerOverloaded",
                    true,
                    model.Key,
                    $"{Percent(sum.Refused / requests)} of the requests for {model.Key} are refused for lack of room."
                );
            }

            if (sum.Quantile(LatencyShare) is { } latency && latency > LongestLatency)
            {
                yield return new Alert(
                    "TransformerLatencyHigh",
                    false,
                    model.Key,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"One request in a hundred for {model.Key} takes longer than {latency.TotalSeconds:0.0} s."
                    )
                );
            }
        }
    }

    private static IEnumerable<Alert> OfMemory(IReadOnlyList<LiveSecond> seconds)
    {
        if (seconds is [.., { MemoryLimitBytes: > 0 } last] && last.MemoryBytes > MostMemory * last.MemoryLimitBytes)
        {
            yield return new Alert(
                "TransformerMemoryHigh",
                true,
                null,
                $"The process uses {Percent((double)last.MemoryBytes / last.MemoryLimitBytes)} of the memory that it may take."
            );
        }
    }

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}

/// <summary>An alert that holds now.</summary>
/// <param name="Name">The rule's name in alerts.yml.</param>
/// <param name="IsPage">Whether its severity is page, and not ticket.</param>
/// <param name="Model">The model that it is about.</param>
/// <param name="Summary">What holds.</param>
internal sealed record Alert(string Name, bool IsPage, string? Model, string Summary);
