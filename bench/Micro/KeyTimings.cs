using System.Diagnostics;
using System.Globalization;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;

namespace TransformerService.Micro;

/// <summary>
/// Looks up a key among ten: whether the time reveals how close the sent key is to a valid one, or to which one. The cases take turns in
/// random order, because other work on the machine would distort benchmarks that run one after the other.
/// </summary>
internal static class KeyTimings
{
    public const string Name = "keys";

    private const int Keys = 10;
    private const int Blocks = 50;
    private const int RoundsPerBlock = 4_000;

    public static void Run()
    {
        string[] keys = [.. Enumerable.Range(0, Keys).Select(static _ => KeyHash.NewKey())];
        var ring = new KeyRing([
            .. keys.Select(static (key, index) => new AccessKey($"key{index}", AccessRole.Caller, KeyHash.Of(key), null)),
        ]);
        (string Case, string Sent)[] cases =
        [
            ("wrong altogether", KeyHash.NewKey()),
            ("wrong in the first character", "T" + keys[0][1..]),
            ("wrong in the last character", keys[0][..^1] + "~"),
            ("the first key", keys[0]),
            ("the last key", keys[^1]),
        ];
        Block(ring, cases); // so that it is compiled
        double[][] blocks = [.. Enumerable.Range(0, Blocks).Select(_ => Block(ring, cases))];

        Console.WriteLine("| sent | median, µs | beyond wrong altogether, ns (95 %) |\n|---|---|---|");
        for (var number = 0; number < cases.Length; number++)
        {
            double[] differences = [.. blocks.Select(block => (block[number] - block[0]) * 1_000)];
            var mean = differences.Average();
            var margin = 1.96 * Math.Sqrt(differences.Sum(difference => (difference - mean) * (difference - mean)) / (Blocks - 1) / Blocks);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {cases[number].Case} | {blocks.Average(block => block[number]):0.00} | {mean:0} ± {margin:0} |"
                )
            );
        }
    }

    /// <summary>The median time of each case in microseconds.</summary>
    private static double[] Block(KeyRing ring, (string Case, string Sent)[] cases)
    {
        var times = cases.Select(static _ => new double[RoundsPerBlock]).ToArray();
        int[] order = [.. Enumerable.Range(0, cases.Length)];
        for (var round = 0; round < RoundsPerBlock; round++)
        {
            Random.Shared.Shuffle(order);
            foreach (var number in order)
            {
                var sent = cases[number].Sent;
                var start = Stopwatch.GetTimestamp();
                ring.Find(sent);
                times[number][round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }

        return [.. times.Select(static all => all.Order().ElementAt(RoundsPerBlock / 2))];
    }
}
