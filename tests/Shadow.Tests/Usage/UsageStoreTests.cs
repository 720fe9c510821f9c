using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Usage;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Tests.Store;
using TransformerService.Shadow.Usage;
using Xunit;

namespace TransformerService.Shadow.Tests.Usage;

/// <summary>What holds of the usage in either database.</summary>
public abstract class UsageStoreTests
{
    private static readonly UsageMonth Month = new(202611);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal abstract ShadowDatabase Database();

    [Fact]
    public async Task WriteAsync_SeveralWriters_AreSummedByMonthKeyAndModel()
    {
        await using var store = Store();

        await store.WriteAsync(new UsageBatch("one", 1, [Row("a", "m", 1), Row("a", "n", 2), Row("b", "m", 3)]), Token);
        await store.WriteAsync(new UsageBatch("two", 1, [Row("a", "m", 10), Row("a", "m", 100, new UsageMonth(202612))]), Token);

        (await store.ReadAsync(Month, null, Token))
            .OrderBy(row => row.Slot, UsageSlot.Order)
            .ShouldBe([Row("a", "m", 1, times: 1) + Row("a", "m", 10), Row("a", "n", 2), Row("b", "m", 3)]);
        (await store.ReadAsync(Month, "b", Token)).ShouldBe([Row("b", "m", 3)]);
        (await store.ReadAsync(Month, "c", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task WriteAsync_ABatchAgain_AddsNothing()
    {
        await using var store = Store();

        for (var time = 0; time < 3; time++)
        {
            await store.WriteAsync(new UsageBatch("one", 1, [Row("a", "m", 1)]), Token);
        }

        await store.WriteAsync(new UsageBatch("one", 2, [Row("a", "m", 4)]), Token);
        await store.WriteAsync(new UsageBatch("one", 1, [Row("a", "m", 1)]), Token);

        (await store.ReadAsync(Month, null, Token)).ShouldHaveSingleItem().Count.Characters.ShouldBe(5);
    }

    [Fact]
    public async Task WriteAsync_ManyWritersAtOnceOnANewDatabase_LoseNothing()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(writer =>
                    Task.Run(
                        async () =>
                        {
                            await using var store = Store();
                            for (var batch = 1; batch <= 10; batch++)
                            {
                                await store.WriteAsync(new UsageBatch($"{writer}", batch, [Row("a", "m", 1), Row("b", "m", 2)]), Token);
                            }
                        },
                        Token
                    )
                )
        );

        await using var all = Store();
        (await all.ReadAsync(Month, null, Token)).Select(row => row.Count.Characters).Order().ShouldBe([60, 120]);
    }

    [Fact]
    public async Task WriteAsync_NamesThatAreHostile_AreKeptAsTheyAre()
    {
        await using var store = Store();
        string[] names = ["'; DROP TABLE usage_counts; --", "ä😀", "A", "a", " ", new('x', 64)];

        await store.WriteAsync(
            new UsageBatch("one", 1, [.. names.Select(name => Row(name, name, 1)).OrderBy(row => row.Slot, UsageSlot.Order)]),
            Token
        );

        foreach (var name in names)
        {
            (await store.ReadAsync(Month, name, Token)).ShouldBe([Row(name, name, 1)]);
        }
    }

    [Fact]
    public async Task PruneAsync_OldMonths_AreDeletedOneAtATime()
    {
        await using var store = Store();
        UsageMonth[] months = [new(202401), new(202402), new(202403), Month];
        await store.WriteAsync(new UsageBatch("one", 1, [.. months.Select(month => Row("a", "m", 1, month))]), Token);

        for (var left = 3; left >= 1; left--)
        {
            await store.PruneAsync(new UsageMonth(202403), Token);
            var found = 0;
            foreach (var month in months)
            {
                found += (await store.ReadAsync(month, null, Token)).Count;
            }

            found.ShouldBe(Math.Max(left, 2));
        }
    }

    [Fact]
    public async Task FlushAsync_TwoWritersOfOneDatabase_KnowOfEachOther()
    {
        var quotas = new UsageQuotas(new Dictionary<string, UsageQuota> { ["a"] = new(100, null) });
        UsageCounter[] counters = [new(Clock(), quotas), new(Clock(), quotas)];
        await using UsageWriter one = Writer(counters[0], Store()),
            two = Writer(counters[1], Store());
        counters[0].Add(new UsageSlot(Month, "a", "m"), Row("a", "m", 60).Count);
        counters[1].Add(new UsageSlot(Month, "a", "n"), Row("a", "n", 30).Count);

        (await one.FlushAsync(Token)).ShouldBeTrue();
        (await two.FlushAsync(Token)).ShouldBeTrue();

        foreach (var writer in new[] { one, two })
        {
            (await writer.ReadAsync(Month, "a", Token)).ShouldNotBeNull().Sum(row => row.Count.Characters).ShouldBe(90);
        }
    }

    internal static FakeTimeProvider Clock() => new(Month.Start.AddDays(3));

    internal static UsageWriter Writer(UsageCounter counter, UsageStore store) =>
        new(counter, store, new UsageOptions(), TimeSpan.FromSeconds(60), TimeProvider.System, NullLogger<UsageWriter>.Instance);

    internal UsageStore Store() => new(Database(), TimeProvider.System);

    private static SummedRow Row(string key, string model, long characters, UsageMonth? month = null, int times = 1) =>
        new(new UsageRow(new UsageSlot(month ?? Month, key, model), new UsageCount(times, characters, 2, 3, 4)));

    /// <summary>A row that can be summed.</summary>
    private readonly record struct SummedRow(UsageRow Row)
    {
        public UsageSlot Slot => Row.Slot;

        public UsageCount Count => Row.Count;

        public static implicit operator UsageRow(SummedRow row) => row.Row;

        public static SummedRow operator +(SummedRow one, SummedRow two) => new(one.Row with { Count = one.Count + two.Count });
    }
}

public sealed class SqliteUsageStoreTests : UsageStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("usage-");

    public void Dispose() => _folder.Delete(recursive: true);

    internal override ShadowDatabase Database() =>
        new SqliteShadowDatabase(Path.Combine(_folder.FullName, "usage.db"), TimeSpan.FromSeconds(60)) { Schema = UsageStore.Schema };
}

public sealed class PostgresUsageStoreTests : UsageStoreTests, IAsyncLifetime
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
            Schema = UsageStore.Schema,
        };
}
