using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace TransformerService.Fuzz;

/// <summary>
/// Tries mutated inputs. <c>FUZZ_INPUTS</c> says how many for each target (a few by default, so that the run is part of every test run) and
/// <c>FUZZ_SEED</c> where the random numbers start; the same two give the same inputs.
/// </summary>
internal static class FuzzRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static int Seed { get; } = Number("FUZZ_SEED", 1);

    public static int Inputs(int byDefault) => Number("FUZZ_INPUTS", byDefault);

    /// <summary>Gives <paramref name="probe"/> one input after the other. What it throws fails the test, with the input kept.</summary>
    /// <returns>How many inputs there were of each outcome that the probe named.</returns>
    public static IReadOnlyDictionary<string, int> Try(
        string target,
        int byDefault,
        Func<Random, byte[]> make,
        Func<byte[], Random, string> probe
    )
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var inputs = Inputs(byDefault);
        (long Started, int Index, byte[] Input) now = (Stopwatch.GetTimestamp(), 0, []);

        // An input that never ends cannot be stopped from outside: the process says which it was, and ends.
        using var watchdog = new Timer(
            _ =>
            {
                if (Stopwatch.GetElapsedTime(now.Started) > Patience)
                {
                    Environment.FailFast(
                        $"{target}: input {now.Index} of seed {Seed} does not end; it is in {Keep(target, now.Index, now.Input)}."
                    );
                }
            },
            null,
            Patience,
            TimeSpan.FromSeconds(5)
        );
        for (var index = 0; index < inputs; index++)
        {
            var random = new Random(HashCode(target, index));
            var input = make(random);
            now = (Stopwatch.GetTimestamp(), index, input);
            try
            {
                var outcome = probe(input, random);
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new InvalidOperationException(
                    $"{target}: input {index} of seed {Seed}, kept in {Keep(target, index, input)}: {exception.Message}",
                    exception
                );
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{target}: {inputs} inputs; {string.Join(", ", outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}"))}"
        );
        return outcomes;
    }

    /// <summary>A number for one input, the same on every machine.</summary>
    public static int HashCode(string target, int index) =>
        target.Aggregate(Seed, (hash, letter) => unchecked((hash * 31) + letter)) ^ unchecked(index * -1640531527);

    public static string Keep(string target, int index, byte[] input)
    {
        var path = Path.Combine(Path.GetTempPath(), $"fuzz-{target.Replace(' ', '-')}-{Seed}-{index}.bin");
        File.WriteAllBytes(path, input);
        return path;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
