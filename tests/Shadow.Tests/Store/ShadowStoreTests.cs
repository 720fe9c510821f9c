using Shouldly;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Store;

/// <summary>What holds of the store in either database.</summary>
public abstract class ShadowStoreTests
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(36_500);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal abstract ShadowDatabase Database();

    [Fact]
    public async Task WriteAsync_TotalsOfTheSameKey_AreSummedAndReadBack()
    {
        await using var store = Store();

        await store.WriteAsync(Findings.Batch(3), Token);
        await store.WriteAsync(Findings.Batch(4), Token);

        (var key, var totals) = (await store.TotalsAsync("m", "student", Token)).ShouldHaveSingleItem();
        key.ShouldBe(Findings.Key());
        totals.Sampled.ShouldBe(7);
        totals.Student.Total.ShouldBe(7);
        (await store.TotalsAsync("m", "other", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task WriteAsync_SignsOfTexts_AreReadBackOnceForEachTextAndPairOfVersions()
    {
        await using var store = Store();
        var batch = Findings.Batch([
            Findings.Text(1, differs: true) with
            {
                Signs = [0.5, 1],
            },
            Findings.Text(2) with
            {
                Signs = [0.25, 2],
            },
            Findings.Text(3),
        ]);

        await store.WriteAsync(batch, Token);
        await store.WriteAsync(batch, Token);
        await store.WriteAsync(Findings.Batch([Findings.Text(1) with { Signs = [0.75, 3] }]), Token);

        var read = await store.SignsAsync("m", "student", Token);
        read.Teacher.ShouldBe("teacher");
        read.Findings.OrderBy(finding => finding.Signs[1]).Select(finding => finding.Differs).ShouldBe([true, false]);
        read.Findings.Single(finding => finding.Differs).Signs.ShouldBe([0.5, 1]);
        (await store.SignsAsync("m", "another", Token)).Findings.ShouldBeEmpty();

        // Findings against an earlier version of the teacher are not read.
        var other = Findings.Text(4) with
        {
            Key = Findings.Key() with { Teacher = "next" },
            Signs = [0.1, 4],
        };
        await store.WriteAsync(Findings.Batch([other]), Token);
        (await store.SignsAsync("m", "student", Token)).Teacher.ShouldBe("next");
        (await store.SignsAsync("m", "student", Token)).Findings.ShouldHaveSingleItem().Signs.ShouldBe([0.1, 4]);
    }

    [Fact]
    public async Task WriteAsync_TheSameBatchTwice_CountsOnce()
    {
        await using var store = Store();
        var batch = Findings.Batch(5, Findings.Sample(0.5));

        await store.WriteAsync(batch, Token);
        await store.WriteAsync(batch, Token);

        (await store.TotalsAsync("m", "student", Token)).ShouldHaveSingleItem().Totals.Student.Total.ShouldBe(5);
        (await store.SamplesAsync(Query(10), Token)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WriteAsync_SeveralProcessesAtOnceOnANewDatabase_LosesNothing()
    {
        // Also the making of the schema: whoever comes first makes it, the others find it.
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            await using var store = Store();
                            for (var batch = 0; batch < 15; batch++)
                            {
                                await store.WriteAsync(Findings.Batch(2, Findings.Sample(0.3)), Token);
                            }
                        },
                        Token
                    )
                )
        );

        await using var reader = Store();
        (await reader.TotalsAsync("m", "student", Token)).Sum(entry => entry.Totals.Student.Total).ShouldBe(6 * 15 * 2);
        (await reader.SamplesAsync(Query(1_000), Token)).Count.ShouldBe(90);
    }

    [Fact]
    public async Task WriteAsync_TextThatHasCounted_CountsOnceAndKeepsNoSecondSample()
    {
        KeptSample first = Findings.Sample(0.5),
            second = Findings.Sample(0.6);
        await using (var store = Store())
        {
            await store.WriteAsync(
                Findings.Batch([Findings.Text(1, differs: true, first), Findings.Text(2), Findings.Text(1, isNoise: true)], first),
                Token
            );
        }

        // After a restart, in another replica, or because it was forgotten: the database knows.
        await using var other = Store();
        await other.WriteAsync(
            Findings.Batch(
                [
                    Findings.Text(1, differs: true, second),
                    Findings.Text(1),
                    Findings.Text(3),
                    Findings.Text(1, isNoise: true),
                    Findings.Text(2, isNoise: true),
                ],
                second
            ),
            Token
        );

        var totals = (await other.TotalsAsync("m", "student", Token)).ShouldHaveSingleItem().Totals;
        (totals.Student, totals.Noise, totals.Repeated).ShouldBe((new DifferenceCount(1, 3), new DifferenceCount(0, 2), 2));
        totals.Slices["plain"].Total.ShouldBe(3);
        (await other.SamplesAsync(Query(10), Token)).ShouldHaveSingleItem().Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task WriteAsync_SameTextsFromSeveralProcessesAtOnce_CountEachOnce()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(process =>
                    Task.Run(
                        async () =>
                        {
                            var random = new Random(process);
                            await using var store = Store();
                            foreach (var texts in Enumerable.Range(0, 500).OrderBy(_ => random.Next()).Chunk(125))
                            {
                                await store.WriteAsync(Findings.Batch([.. texts.Select(text => Findings.Text(text))]), Token);
                            }
                        },
                        Token
                    )
                )
        );

        await using var reader = Store();
        var totals = (await reader.TotalsAsync("m", "student", Token)).ShouldHaveSingleItem().Totals;
        (totals.Student.Total, totals.Repeated).ShouldBe((500, 1_500));
    }

    [Fact]
    public async Task WriteAsync_TheSameTextsTwiceInOneBatch_CountOnceAndAgainNotAtAll()
    {
        await using var store = Store();
        var batch = Findings.Batch([.. Enumerable.Range(0, 2_000).Select(index => Findings.Text(index % 900))]) with { Run = "process" };

        (await store.TotalsOfAsync(batch.Texts, Token)).ShouldHaveSingleItem().Totals.Student.Total.ShouldBe(900);
        await store.WriteAsync(batch, Token);
        await store.WriteAsync(batch, Token);

        var totals = (await store.TotalsAsync("m", "student", Token)).ShouldHaveSingleItem().Totals;
        (totals.Student.Total, totals.Repeated).ShouldBe((900, 1_100));
        (await store.TotalsOfAsync(batch.Texts, Token)).ShouldHaveSingleItem().Totals.Student.Total.ShouldBe(0);
        (await store.SettleAsync("process", sampled: 2_000, Token)).ShouldBe(0, "a repeat is an outcome");
    }

    [Fact]
    public async Task WriteAsync_AnotherKey_CountsEachTextOnceMore()
    {
        byte[][] keys =
        [
            [.. Enumerable.Repeat((byte)1, 32)],
            [.. Enumerable.Repeat((byte)2, 32)],
        ];
        foreach (var key in (byte[][])[.. keys, .. keys])
        {
            await using var store = new ShadowStore(Database(), 10_000, Long, TimeProvider.System, key: key);
            await store.WriteAsync(Findings.Batch([Findings.Text(1)]), Token);
        }

        await using var reader = Store();
        (await reader.TotalsAsync("m", "student", Token)).ShouldHaveSingleItem().Totals.Student.Total.ShouldBe(2);
    }

    [Fact]
    public async Task PruneAsync_MarksThatAreTooOldOrTooMany_LeaveTheOldestFirst()
    {
        var clock = new SetClock();
        await using var store = new ShadowStore(Database(), 10_000, TimeSpan.FromDays(2), clock, maxTexts: 3);
        TextFinding At(int text, int hoursAgo) =>
            Findings.Text(text) with
            {
                Key = TotalsKey.At("m", "student", "teacher", clock.GetUtcNow().AddHours(-hoursAgo)),
            };
        TextFinding[] texts = [At(0, 0), At(1, 72), At(2, 5), At(3, 4), At(4, 3)];
        await store.WriteAsync(Findings.Batch(texts) with { Totals = new Dictionary<TotalsKey, ShadowTotals>() }, Token);

        await store.PruneAsync(Token);

        // One was too old, and of the four that were left one was too many.
        (await store.TotalsOfAsync(texts, Token))
            .Where(entry => entry.Totals.Student.Total > 0)
            .Select(entry => entry.Key)
            .ShouldBe([texts[1].Key, texts[2].Key], ignoreOrder: true);
        (await store.TotalsAsync("m", "student", Token)).Sum(entry => entry.Totals.Student.Total).ShouldBe(4);
    }

    [Fact]
    public async Task WriteAsync_StoreOfAnEarlierServer_IsReadAndWrittenOn()
    {
        string[] earlier =
        [
            "CREATE TABLE shadow_schema (version INTEGER NOT NULL PRIMARY KEY)",
            "INSERT INTO shadow_schema (version) VALUES (1)",
            "INSERT INTO shadow_schema (version) VALUES (2)",
            "CREATE TABLE shadow_totals (model TEXT NOT NULL, student TEXT NOT NULL, teacher TEXT NOT NULL, hour BIGINT NOT NULL, totals TEXT NOT NULL, PRIMARY KEY (model, student, teacher, hour))",
            """
                CREATE TABLE shadow_samples (id TEXT NOT NULL PRIMARY KEY, model TEXT NOT NULL, at BIGINT NOT NULL, differs INTEGER NOT NULL,
                    severity DOUBLE PRECISION NOT NULL, control DOUBLE PRECISION, sample TEXT NOT NULL)
                """,
            "CREATE INDEX shadow_samples_by_age ON shadow_samples (model, id)",
            "CREATE INDEX shadow_samples_by_severity ON shadow_samples (model, severity, id)",
            "CREATE TABLE shadow_batches (id TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL)",
            "CREATE TABLE shadow_runs (id TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, settled BIGINT NOT NULL, lost BIGINT NOT NULL)",
            $$$"""
                INSERT INTO shadow_totals (model, student, teacher, hour, totals) VALUES ('m', 'student', 'teacher', {{{Findings.Hour.ToUnixTimeSeconds()}}},
                    '{"form":1,"sampled":9,"dropped":1,"failed":2,"student":{"differing":2,"total":6},"noise":{"differing":0,"total":1},"metrics":{"flip":{"count":6,"sum":2,"sumOfSquares":2}},"slices":{"plain":{"differing":2,"total":6}},"labels":[],"calibration":[]}')
                """,
        ];
        await using (var raw = Database())
        await using (var connection = await raw.ConnectAsync(Token))
        {
            foreach (var statement in earlier)
            {
                await Sql.RunAsync(connection, null, statement, Token);
            }
        }

        await using var store = Store();
        await store.WriteAsync(Findings.Batch([Findings.Text(1), Findings.Text(1)]), Token);

        var totals = (await store.TotalsAsync("m", "student", Token)).ShouldHaveSingleItem().Totals;
        (totals.Sampled, totals.Student, totals.Noise, totals.Repeated).ShouldBe(
            (9, new DifferenceCount(2, 7), new DifferenceCount(0, 1), 1)
        );
        totals.Metrics["flip"].Count.ShouldBe(7);
    }

    [Fact]
    public async Task SettleAsync_AProcessThatDidNotWriteAll_CountsTheRestOnce()
    {
        await using var store = Store();
        var batch = Findings.Batch(3) with { Run = "killed" };
        await store.WriteAsync(batch, Token);
        await store.WriteAsync(batch, Token);
        await store.WriteAsync(Findings.Batch(2) with { Run = "ended well" }, Token);

        (await store.SettleAsync("killed", sampled: 10, Token)).ShouldBe(7);
        (await store.SettleAsync("killed", sampled: 10, Token)).ShouldBe(7);
        (await store.SettleAsync("wrote nothing", sampled: 4, Token)).ShouldBe(4);
        await store.ForgetRunAsync("ended well", Token);

        (await store.LostInCrashesAsync(Token)).ShouldBe(11);
    }

    [Fact]
    public async Task SamplesAsync_PageByPage_GivesAllOnceMostSevereFirst()
    {
        await using var store = Store();
        KeptSample[] samples = [.. Enumerable.Range(0, 40).Select(index => Findings.Sample((index % 4 * 0.1) + 0.1))];
        await store.WriteAsync(Findings.Batch(1, samples), Token);

        List<KeptSample> read = [];
        SamplePlace? after = null;
        while (await store.SamplesAsync(Query(7) with { After = after }, Token) is { Count: > 0 } page)
        {
            read.AddRange(page);
            after = SamplePlace.Parse(new SamplePlace(page[^1].Severity, page[^1].Id).ToCursor());
        }

        read.Select(sample => sample.Id)
            .ShouldBe(
                samples
                    .OrderByDescending(sample => sample.Severity)
                    .ThenByDescending(sample => sample.Id, StringComparer.Ordinal)
                    .Select(sample => sample.Id)
            );
        read[0].Metrics.ShouldBe(new Dictionary<string, double> { ["flip"] = 1 });
        read[0].At.ShouldBe(samples[0].At);
    }

    [Fact]
    public async Task SamplesAsync_ControlSample_IsNoDisagreementButExported()
    {
        await using var store = Store();
        await store.WriteAsync(
            Findings.Batch(
                3,
                Findings.Sample(0.1),
                Findings.Sample(0.8),
                Findings.Sample(0, control: 0.05),
                Findings.Sample(0.2, Findings.Hour.AddDays(-3)),
                Findings.Sample(0.9, model: "other")
            ),
            Token
        );

        (await store.SamplesAsync(Query(10), Token)).Select(sample => sample.Severity).ShouldBe([0.8, 0.2, 0.1]);
        (await store.SamplesAsync(Query(10) with { MinSeverity = 0.2 }, Token)).Count.ShouldBe(2);
        (await store.SamplesAsync(Query(10) with { Since = Findings.Hour }, Token)).Count.ShouldBe(2);
        (await store.SamplesAsync(Query(10) with { MinSeverity = 0.5, DifferingOnly = false }, Token))
            .Select(sample => sample.Severity)
            .ShouldBe([0.8, 0]);
    }

    [Fact]
    public async Task PruneAsync_TooManyOrTooOld_KeepsTheNewest()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var store = new ShadowStore(Database(), maxSamples: 5, TimeSpan.FromDays(2), TimeProvider.System);
        await store.WriteAsync(
            Findings.Batch(
                1,
                [
                    .. Enumerable.Range(0, 12).Select(index => Findings.Sample(0.5, now.AddMinutes(-index))),
                    Findings.Sample(0.9, now.AddDays(-3), "other"),
                ]
            ),
            Token
        );

        await store.PruneAsync(Token);

        (await store.SamplesAsync(Query(100), Token)).Min(sample => sample.At).ShouldBeGreaterThan(now.AddMinutes(-5));
        (await store.SamplesAsync(Query(100), Token)).Count.ShouldBe(5);
        (await store.SamplesAsync(Query(100) with { Model = "other" }, Token)).ShouldBeEmpty();
        (await store.TotalsAsync("m", "student", Token)).ShouldBeEmpty("that hour is long ago");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(-100)]
    public async Task PruneAsync_ClockThatJumps_DeletesNothing(int days)
    {
        var clock = new SetClock();
        await using var store = new ShadowStore(Database(), 10_000, TimeSpan.FromDays(90), clock);
        await FillAsync(store, clock);
        (await store.PruneAsync(Token)).ShouldNotBeNull();

        clock.Offset = TimeSpan.FromDays(days);
        await FillAsync(store, clock);
        (await store.PruneAsync(Token)).ShouldBeNull();
        clock.Offset = TimeSpan.Zero;
        await FillAsync(store, clock);
        await store.PruneAsync(Token);

        (await store.SamplesAsync(Query(100), Token)).Count.ShouldBe(30);
        (await store.TotalsAsync("m", "student", Token)).Sum(entry => entry.Totals.Sampled).ShouldBe(3);
    }

    [Fact]
    public async Task PruneAsync_OneReplicaWithAnotherClock_DeletesNothingOfTheOthers()
    {
        var (right, wrong) = (new SetClock(), new SetClock { Offset = TimeSpan.FromDays(100) });
        await using var store = new ShadowStore(Database(), 10_000, TimeSpan.FromDays(90), right);
        await FillAsync(store, right);
        await using var other = new ShadowStore(Database(), 10_000, TimeSpan.FromDays(90), wrong);
        await FillAsync(other, wrong);

        (await other.PruneAsync(Token)).ShouldBeNull();
        (await store.PruneAsync(Token)).ShouldNotBeNull();

        (await store.SamplesAsync(Query(100), Token)).Count.ShouldBe(20);
        (await store.TotalsAsync("m", "student", Token)).Sum(entry => entry.Totals.Sampled).ShouldBe(2);
    }

    [Fact]
    public async Task PruneAsync_MoreThanASlice_DeletesTheOldestFirst()
    {
        var clock = new SetClock();
        var now = clock.GetUtcNow();
        await using var store = new ShadowStore(Database(), 10_000, TimeSpan.FromDays(2), clock);
        await store.WriteAsync(
            Findings.Batch(
                1,
                [
                    Findings.Sample(0.5, now),
                    .. Enumerable.Range(0, 1_010).Select(index => Findings.Sample(0.5, now.AddDays(-3).AddMinutes(-index))),
                ]
            ),
            Token
        );

        await store.PruneAsync(Token);

        (await store.SamplesAsync(Query(2_000), Token))
            .Select(sample => sample.At)
            .Min()
            .ShouldBeGreaterThan(now.AddDays(-3).AddMinutes(-10));
        (await store.SamplesAsync(Query(2_000), Token)).Count.ShouldBe(11);
        await store.PruneAsync(Token);
        (await store.SamplesAsync(Query(2_000), Token)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WriteAsync_SchemaOfANewerServer_FailsAndSaysSo()
    {
        await using var store = Store();
        await store.WriteAsync(Findings.Batch(1), Token);
        await using (var database = Database())
        await using (var connection = await database.OpenAsync(Token))
        {
            await Sql.RunAsync(connection, null, "INSERT INTO shadow_schema (version) VALUES (@version)", Token, ("version", 99));
        }

        await using var other = Store();
        (await Should.ThrowAsync<InvalidOperationException>(() => other.WriteAsync(Findings.Batch(1), Token))).Message.ShouldContain("99");
    }

    private static Task FillAsync(ShadowStore store, TimeProvider clock) =>
        store.WriteAsync(
            new FindingsBatch(
                Guid.NewGuid().ToString("N"),
                new Dictionary<TotalsKey, ShadowTotals>
                {
                    [TotalsKey.At("m", "student", "teacher", clock.GetUtcNow())] = Findings.Totals(1),
                },
                [.. Enumerable.Range(0, 10).Select(_ => Findings.Sample(0.5, clock.GetUtcNow()))]
            ),
            Token
        );

    private static SampleQuery Query(int limit) => new("m", null, 0, limit, null);

    private ShadowStore Store() => new(Database(), 10_000, Long, TimeProvider.System);
}
