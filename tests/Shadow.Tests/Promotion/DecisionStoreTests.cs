using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Promotion;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Tests.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Promotion;

/// <summary>What holds of decisions in either database.</summary>
public abstract class DecisionStoreTests
{
    private static readonly PromotionSettings Settings = new(PromotionMode.Automatic, 0.01, 200, TimeSpan.FromDays(7));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal abstract ShadowDatabase Database();

    [Fact]
    public async Task AddAsync_SeveralDecisions_AreLinkedAndReadNewestFirst()
    {
        await using var store = new DecisionStore(Database());
        var first = await store.AddAsync(Draft("m", "c1", DecisionKind.RollBack), Token);
        var second = await store.AddAsync(Draft("n", "c1", DecisionKind.Promote), Token);
        var third = await store.AddAsync(Draft("m", "c2", DecisionKind.Expire), Token);

        (first.Number, first.PreviousHash).ShouldBe((1, ""));
        (second.Number, second.PreviousHash).ShouldBe((2, first.Hash));
        (third.Number, third.PreviousHash).ShouldBe((3, second.Hash));
        var log = await store.ReadAsync(null, 10, Token);
        log.Decisions.ShouldBe([third, second, first]);
        (log.Length, log.Hash, log.Fault).ShouldBe((3, third.Hash, null));
        (await store.ReadAsync("m", 1, Token)).Decisions.ShouldBe([third]);
        (await store.FindAsync(Draft("m", "c1", DecisionKind.Promote).Subject, Token)).ShouldBe(first);
    }

    [Fact]
    public async Task ReadAsync_NothingDecided_IsAnEmptyIntactChain()
    {
        await using var store = new DecisionStore(Database());

        var log = await store.ReadAsync(null, 10, Token);

        log.Decisions.ShouldBeEmpty();
        (log.Length, log.Hash, log.Fault).ShouldBe((0, "", null));
    }

    [Fact]
    public async Task AddAsync_TheSameQuestionAgain_KeepsTheFirstAnswer()
    {
        await using ShadowDatabase one = Database(),
            other = Database();
        var first = await new DecisionStore(one).AddAsync(Draft("m", "c", DecisionKind.RollBack), Token);

        (await new DecisionStore(other).AddAsync(Draft("m", "c", DecisionKind.Promote), Token)).ShouldBe(first);
        var loosened = Draft("m", "c", DecisionKind.Promote, Settings with { Margin = 0.05 });
        (await new DecisionStore(other).AddAsync(loosened, Token)).Number.ShouldBe(2);
        var limited = Draft("m", "c", DecisionKind.RollBack, Settings with { MaxLatencyRatio = 1.5 });
        (await new DecisionStore(other).AddAsync(limited, Token))
            .Evidence.ShouldNotBeNull()
            .Comparison.Latency.ShouldNotBeNull()
            .MaxRatio.ShouldBe(1.5);
        var log = await new DecisionStore(one).ReadAsync(null, 10, Token);
        (log.Length, log.Fault).ShouldBe((3, null));
    }

    [Fact]
    public async Task AddAsync_ManyProcessesAtOnceOnANewDatabase_DecideEachQuestionOnceInOneChain()
    {
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(process =>
                    Task.Run(
                        async () =>
                        {
                            await using var store = new DecisionStore(Database());
                            List<PromotionDecision> made = [];
                            for (var question = 0; question < 10; question++)
                            {
                                var kind = process % 2 == 0 ? DecisionKind.Promote : DecisionKind.RollBack;
                                made.Add(await store.AddAsync(Draft("m", $"c{question}", kind), Token));
                            }

                            return made;
                        },
                        Token
                    )
                )
        );

        answers.ShouldAllBe(made => made.SequenceEqual(answers[0]));
        await using var all = new DecisionStore(Database());
        var log = await all.ReadAsync(null, 100, Token);
        (log.Length, log.Fault).ShouldBe((10, null));
    }

    [Theory]
    [InlineData("DELETE FROM decisions_made WHERE number = 2", 2)]
    [InlineData("DELETE FROM decisions_made WHERE number = 3", 3)]
    [InlineData("DELETE FROM decisions_made WHERE number = 1", 1)]
    [InlineData("UPDATE decisions_made SET decision = REPLACE(decision, 'RollBack', 'Promote') WHERE number = 2", 2)]
    [InlineData("UPDATE decisions_made SET decision = 'x' WHERE number = 2", 2)]
    [InlineData("UPDATE decisions_made SET model = 'n' WHERE number = 2", 2)]
    [InlineData("UPDATE decisions_made SET subject = 'n' WHERE number = 2", 2)]
    [InlineData("UPDATE decisions_made SET hash = previous WHERE number = 2", 2)]
    [InlineData("UPDATE decisions_made SET number = 9 WHERE number = 3", 3)]
    [InlineData("DELETE FROM decisions_head", 4)]
    [InlineData("UPDATE decisions_head SET number = 2", 3)]
    public async Task ReadAsync_RecordRemovedOrChanged_NamesTheFirst(string statement, long expected)
    {
        await using var database = Database();
        var store = new DecisionStore(database);
        foreach (var canary in (string[])["c1", "c2", "c3"])
        {
            await store.AddAsync(Draft("m", canary, DecisionKind.RollBack), Token);
        }

        await RunAsync(database, statement);

        (await store.ReadAsync(null, 10, Token)).Fault.ShouldBe(expected);
    }

    [Fact]
    public async Task AddAsync_OperatorsChanges_AreInTheSameChainAndEachIsARecord()
    {
        await using var database = Database();
        var store = new DecisionStore(database);
        var decided = await store.AddAsync(Draft("m", "c1", DecisionKind.RollBack), Token);
        var set = await store.AddAsync(Change(VersionChangeKind.SetCanary, 0.1), Token);
        var again = await store.AddAsync(Change(VersionChangeKind.SetCanary, 0.1), Token);

        (set.Number, set.PreviousHash, again.Number, again.PreviousHash).ShouldBe((2, decided.Hash, 3, set.Hash));
        (set.Kind, set.From, set.To, set.Evidence).ShouldBe((DecisionKind.SetCanary, "v1", "v2", null));
        set.Operator.ShouldBe(new OperatorChange("ops", VariantRole.Teacher, "v1", "v2", 0.1));
        (decided.Operator, decided.From, decided.To, decided.Role).ShouldBe((null, "c1", "current", VariantRole.Student));
        var log = await store.ReadAsync("m", 10, Token);
        log.Decisions.ShouldBe([again, set, decided]);
        log.Fault.ShouldBeNull();

        await RunAsync(database, "UPDATE decisions_made SET decision = REPLACE(decision, 'ops', 'eve') WHERE number = 2");
        (await store.ReadAsync(null, 10, Token)).Fault.ShouldBe(2);
    }

    [Theory]
    [InlineData(VersionChangeKind.Promote, DecisionKind.Promote)]
    [InlineData(VersionChangeKind.RollBack, DecisionKind.RollBack)]
    [InlineData(VersionChangeKind.SetCanary, DecisionKind.SetCanary)]
    [InlineData(VersionChangeKind.EndCanary, DecisionKind.EndCanary)]
    public async Task AddAsync_OperatorsChange_HasItsKind(VersionChangeKind made, DecisionKind expected)
    {
        await using var store = new DecisionStore(Database());

        (await store.AddAsync(Change(made, null), Token)).Kind.ShouldBe(expected);
    }

    private static OperatorDraft Change(VersionChangeKind kind, double? share) =>
        new(
            new VersionChange("m", VariantRole.Teacher, kind, "v1", "v2", share),
            "ops",
            new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero)
        );

    private static Task<int> RunAsync(ShadowDatabase database, string statement) =>
        database.UseAsync(
            async connection =>
            {
                await using var command = Sql.Command(connection, null, statement);
                return await command.ExecuteNonQueryAsync(Token);
            },
            Token
        );

    private static DecisionDraft Draft(string model, string canary, DecisionKind kind, PromotionSettings? settings = null)
    {
        var used = settings ?? Settings;
        return new(
            new DecisionSubject(model, canary, "current", "teacher", used),
            new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero),
            kind,
            CanaryEvidence.Of("current", new PairedCount(1000, 40, 10), used.Margin) with
            {
                Latency = used.MaxLatencyRatio is { } ratio ? LatencyEvidence.Of(ratio, new DifferenceCount(40, 50)) : null,
            }
        );
    }
}

public sealed class SqliteDecisionStoreTests : DecisionStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("decisions-");

    public void Dispose() => _folder.Delete(recursive: true);

    internal override ShadowDatabase Database() =>
        new SqliteShadowDatabase(Path.Combine(_folder.FullName, "decisions.db"), TimeSpan.FromSeconds(60))
        {
            Schema = DecisionStore.Schema,
        };
}

public sealed class PostgresDecisionStoreTests : DecisionStoreTests, IAsyncLifetime
{
    private PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    internal override ShadowDatabase Database() =>
        new PostgresShadowDatabase(
            (_cluster ?? throw new InvalidOperationException("It was not started.")).ConnectionString,
            TimeSpan.FromSeconds(60)
        )
        {
            Schema = DecisionStore.Schema,
        };
}
