using System.Net;
using TransformerService.Api.Tests.Hosting;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>One attack under way.</summary>
/// <param name="Server">Whom it is on.</param>
/// <param name="Limits">What is legal there.</param>
/// <param name="Keys">The keys that the attackers show in turn; <see langword="null"/> stands for none.</param>
/// <param name="From">The address that they call from.</param>
/// <param name="Stop">When they leave.</param>
internal sealed record Attack(ServerProcess Server, LegalLimits Limits, IReadOnlyList<string?> Keys, IPAddress From, CancellationToken Stop)
{
    /// <summary>What they were answered with.</summary>
    public CallCounts Counted { get; } = new();

    /// <summary>One of the attackers.</summary>
    public Caller NewCaller(int number) => new(Server.Rest, Keys[number % Keys.Count], From);

    /// <summary>Has so many attack at once, each in its own way until the end.</summary>
    public Task AllAsync(int attackers, Func<int, Task> attackAsync) =>
        Task.WhenAll(
            Enumerable
                .Range(0, attackers)
                .Select(number =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await attackAsync(number);
                        }
                        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
                        {
                            // The end.
                        }
                    })
                )
        );
}
