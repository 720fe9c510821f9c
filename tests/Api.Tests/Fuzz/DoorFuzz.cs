using System.Collections.Concurrent;
using Shouldly;
using TransformerService.Fuzz;
using Xunit;

namespace TransformerService.Api.Tests.Fuzz;

/// <summary>Sends mutated bodies through a socket, several at a time, and counts what came back.</summary>
internal static class DoorFuzz
{
    private const int AtATime = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <param name="target">What is tried.</param>
    /// <param name="byDefault">Inputs where <c>FUZZ_INPUTS</c> says nothing.</param>
    /// <param name="make">Makes an input.</param>
    /// <param name="send">Sends it and names what came back, or throws if the server failed.</param>
    public static async Task<IReadOnlyDictionary<string, int>> TryAsync(
        string target,
        int byDefault,
        Func<Random, byte[]> make,
        Func<byte[], Random, CancellationToken, Task<string>> send
    )
    {
        var outcomes = new ConcurrentDictionary<string, int>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, FuzzRun.Inputs(byDefault)),
            options,
            async (index, token) =>
            {
                var random = new Random(FuzzRun.HashCode(target, index));
                var input = make(random);
                try
                {
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
                    patience.CancelAfter(Patience);
                    outcomes.AddOrUpdate(await send(input, random, patience.Token), 1, (_, count) => count + 1);
                }
                catch (Exception exception) when (!token.IsCancellationRequested)
                {
                    throw new InvalidOperationException(
                        $"{target}: input {index} of seed {FuzzRun.Seed}, kept in {FuzzRun.Keep(target, index, input)}: {exception.Message}",
                        exception
                    );
                }
            }
        );

        var sorted = outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{target}: {outcomes.Values.Sum()} inputs; {string.Join(", ", sorted.Select(outcome => $"{outcome.Key} {outcome.Value}"))}"
        );
        outcomes.Count.ShouldBeGreaterThan(1); // some were taken, some refused
        return outcomes;
    }
}
