namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>One of the worst things that the limits let a caller ask for.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Dearest">In what it is dear.</param>
/// <param name="Limits">Options that it is just inside of.</param>
/// <param name="AttackAsync">Asks for it, until the attack ends.</param>
internal sealed record WorstRow(string Name, Dearest Dearest, string[] Limits, Func<Attack, Task> AttackAsync)
{
    private static readonly string[] Ordinary =
    [
        CallCounts.Answered,
        CallCounts.TooLarge,
        CallCounts.Overloaded,
        CallCounts.TimedOut,
        CallCounts.Left,
    ];

    /// <summary>In which company it is tried by every run of the tests; bench/worst.sh tries it in all.</summary>
    public Company Quick { get; init; } = Company.SameAddress;

    /// <summary>
    /// In which company small callers are promised that none is refused and none times out. Who asks for more than one caller's share takes
    /// the rest
    /// of it from others with the same key, or the same address: they are one caller to the server.
    /// </summary>
    public Company Promised { get; init; } = Company.All;

    /// <summary>Whether it may be answered with 413 each time: it is inside the limit of its name, and over another.</summary>
    public bool MayBeTooLarge { get; init; }

    /// <summary>Whether some of it must be answered with 200 while the test runs: it is legal, and done soon.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>
    /// How many of its answers may be given while one small call waits. What runs when the small call comes is done first; what waits is
    /// not.
    /// Twice as many are waited for. <see langword="null"/> where the order is not looked at.
    /// </summary>
    public int? MostAhead { get; init; }

    /// <summary>How many of it must be answered while the test runs.</summary>
    public int Answers => 2 * MostAhead ?? (IsAnswered ? 1 : 0);

    /// <summary>Outcomes beyond the ordinary ones.</summary>
    public string[] Also { get; init; } = [];

    /// <summary>Everything that it may be answered with.</summary>
    public IEnumerable<string> Allowed => [.. Ordinary, .. Also];
}
