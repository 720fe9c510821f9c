using System.Diagnostics;
using System.Globalization;
using System.Net;
using Shouldly;
using Xunit;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>
/// Each row of <see cref="WorstRows"/> against a real process in 1 GiB. Counts are asserted; times go to the output, and to the table of
/// bench/worst.sh,
/// which also tries every row in every company, and for longer.
/// </summary>
[Collection(nameof(WorstServer))]
public sealed class WorstLegalTests(WorstServer servers, ITestOutputHelper output)
{
    private const int EnoughCalls = 40,
        EnoughProbes = 8,
        MostFaults = 5;

    /// <summary>Where bench/worst.sh wants the table.</summary>
    private static readonly string? Table = Environment.GetEnvironmentVariable("WORST_TABLE");

    /// <summary>
    /// Whether the suite is to be run: a stall of the machine, with all other tests beside it, looks like one of the server.
    /// </summary>
    private static readonly bool IsAsked = Table is not null || Environment.GetEnvironmentVariable("WORST_LEGAL") == "1";

    private static readonly IPAddress Home = IPAddress.Loopback,
        Elsewhere = IPAddress.Parse("127.0.0.2");

    /// <summary>How long an attack goes on at least: the small callers end it, when they have seen enough.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(Table is null ? 2 : 10),
        ShortestAlone = TimeSpan.FromSeconds(Table is null ? 5 : 40);

    /// <summary>How long they are waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Parts of the names of the rows to try, with a bar between them; all without any.</summary>
    private static readonly string[] Wanted = (Environment.GetEnvironmentVariable("WORST_ROWS") ?? "").Split('|');

    public static TheoryData<string, Company> Rows =>
        [
            .. WorstRows
                .All.Where(row => Wanted.Any(part => row.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
                .SelectMany(row =>
                    Enum.GetValues<Company>()
                        .Where(one => int.PopCount((int)one) == 1 && (Table is null ? row.Quick : Company.All).HasFlag(one))
                        .Select(one => (row.Name, one))
                ),
        ];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task WorstLegalRequest_InCompany_TakesTheServiceFromNobody(string name, Company company)
    {
        Assert.SkipUnless(
            IsAsked,
            "The suite takes minutes and wants the machine to itself: 'bench/worst.sh --quick' runs it, bench/worst.sh all of it."
        );
        var row = WorstRows.All.Single(one => one.Name == name);
        if (company == Company.Alone)
        {
            await servers.DiscardAsync(); // what other rows left in the pools of Kestrel and of arrays is not this one's
        }

        var server = await servers.ReadyAsync();
        try
        {
            await TryAsync(row, company, server);
        }
        catch
        {
            await servers.DiscardAsync();
            throw;
        }
    }

    private async Task TryAsync(WorstRow row, Company company, UnderAttack server)
    {
        var (logged, killed, cpu, begun) = (
            server.Process.Output.Count,
            server.Group.OomKills,
            ProcessFigures.Of(server.Process.Id).Cpu,
            Stopwatch.GetTimestamp()
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var areKeyed = company is Company.AtRateLimit or Company.WithoutKey;
        var attack = new Attack(
            server.Process,
            server.Limits,
            [company == Company.AtRateLimit ? WorstServer.LimitedKey : null],
            company == Company.AnotherAddress ? Elsewhere : Home,
            stop.Token
        );
        await using var probes = new Probes(server.Process);
        await using var small =
            company == Company.Alone
                ? null
                : new SmallCallers(server.Process, areKeyed ? WorstServer.SmallKey : null, () => attack.Counted[CallCounts.Answered]);

        var attacking = row.AttackAsync(attack);
        var isPromised = small is not null && row.Promised.HasFlag(company);
        await EnoughAsync(
            small is null ? ShortestAlone : Shortest,
            () =>
                server.Process.HasExited
                || (
                    probes.Counted.Total >= EnoughProbes
                    && (!isPromised || small?.FewestOfOne >= EnoughCalls)
                    && attack.Counted[CallCounts.Answered] >= row.Answers
                )
        );
        var fewest = small?.FewestOfOne ?? 0;

        // The small ones get their last answers while the attack still goes on.
        await (small?.StopAsync() ?? Task.CompletedTask);
        await probes.StopAsync();
        await stop.CancelAsync();
        await attacking;

        var figures = server.Process.HasExited ? "the process has ended" : Figures(server, cpu, begun);
        var faults = string.Join('\n', server.FaultsSince(logged).Take(MostFaults));
        output.WriteLine(
            $"attack: {attack.Counted}\nsmall: {small?.Counted}; {small?.MostAhead} ahead\nprobes: {probes.Counted}\n{figures}\n{faults}"
        );
        await NoteAsync(row, company, attack.Counted, small?.Counted, probes.Counted, figures);

        server.Process.HasExited.ShouldBeFalse(
            $"{server.Group.OomKills} killed for memory\n{string.Join('\n', server.Process.Output.TakeLast(5))}"
        );
        server.Group.OomKills.ShouldBe(killed);
        if (small is not null && isPromised)
        {
            small.Counted.Outcomes.ShouldBe([CallCounts.Answered], small.Counted.Summary());
            fewest.ShouldBeGreaterThanOrEqualTo(
                EnoughCalls,
                $"one of the small callers waits: {small.Counted.Summary()} in {Patience.TotalSeconds} s"
            );
            if (row.MostAhead is { } most)
            {
                small.MostAhead.ShouldBeLessThanOrEqualTo(most, "a small call waited behind large ones that came before it");
            }
        }

        probes.Counted.Outcomes.ShouldBe([CallCounts.Answered], probes.Counted.Summary());
        attack.Counted.Outcomes.Except(row.Allowed).ShouldBeEmpty(attack.Counted.Summary());
        if (!row.MayBeTooLarge)
        {
            attack.Counted.Outcomes.ShouldNotBe(
                [CallCounts.TooLarge],
                "it is refused as too large, so it is not what is just inside the limit"
            );
        }

        if (company != Company.AtRateLimit)
        {
            attack.Counted[CallCounts.Answered].ShouldBeGreaterThanOrEqualTo(row.Answers, "it is legal");
        }

        await server.NothingInHandAsync(Token);
        server.FaultsSince(logged).Take(MostFaults).ShouldBeEmpty();
        if (company == Company.Alone)
        {
            await server.MemoryBackAsync();
        }
    }

    private static async Task EnoughAsync(TimeSpan shortest, Func<bool> enough)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) is var time && (time < shortest || time < Patience && !enough()))
        {
            await beat.WaitForNextTickAsync(Token);
        }
    }

    private static string Figures(UnderAttack server, TimeSpan cpu, long begun)
    {
        var figures = ProcessFigures.Of(server.Process.Id);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{figures}; {(figures.Cpu - cpu).TotalSeconds / Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} processors busy; group's peak {ProcessFigures.InMebibytes(server.Group.PeakBytes)}; at rest {ProcessFigures.InMebibytes(server.RestBytes)}"
        );
    }

    private static async Task NoteAsync(
        WorstRow row,
        Company company,
        CallCounts attack,
        CallCounts? small,
        CallCounts probes,
        string figures
    )
    {
        if (Table is not null)
        {
            await File.AppendAllTextAsync(
                Table,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {row.Name} | {row.Dearest} | {company} | {attack.Summary()} | {small} | {probes} | {figures} |\n"
                ),
                Token
            );
        }
    }
}
