using System.Collections.Concurrent;
using System.Globalization;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>What calls were answered with, and how long each took.</summary>
internal sealed class CallCounts
{
    public const string Answered = "200",
        TooLarge = "413",
        Overloaded = "429",
        NotReady = "503",
        TimedOut = "504";

    /// <summary>The server closed the connection before it answered.</summary>
    public const string Closed = "closed";

    /// <summary>The test ended before the server answered.</summary>
    public const string Left = "left";

    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentBag<double> _milliseconds = [];

    public int this[string outcome] => _outcomes.GetValueOrDefault(outcome);

    public int Total => _outcomes.Values.Sum();

    /// <summary>Every outcome that there was.</summary>
    public IEnumerable<string> Outcomes => _outcomes.Keys;

    public double MaxMilliseconds => _milliseconds.DefaultIfEmpty().Max();

    /// <summary>Counts a call, and how long it took.</summary>
    public void Add(string outcome, TimeSpan time)
    {
        Add(outcome);
        _milliseconds.Add(time.TotalMilliseconds);
    }

    /// <summary>Counts calls whose time says nothing.</summary>
    public void Add(string outcome, int calls = 1) => _outcomes.AddOrUpdate(outcome, calls, (_, before) => before + calls);

    /// <summary>The time that a share of the calls took at most.</summary>
    public double Quantile(double share)
    {
        double[] sorted = [.. _milliseconds.Order()];
        return sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    /// <summary>How many of each outcome.</summary>
    public string Summary() =>
        Total == 0
            ? "none"
            : string.Join(", ", _outcomes.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value} x {one.Key}"));

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Summary()}; p50 {Quantile(0.5):0} ms, p99 {Quantile(0.99):0} ms, max {MaxMilliseconds:0} ms"
        );
}
