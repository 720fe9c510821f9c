using CsCheck;
using Shouldly;
using TransformerService.Inference.Usage;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Usage;
using Xunit;

namespace TransformerService.Shadow.Tests.Usage;

/// <summary>Nothing is lost and nothing is doubled, whatever the database does.</summary>
public sealed class UsageWriterTests : IDisposable
{
    private static readonly UsageMonth Month = new(202611);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("usage-");
    private int _files;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task FlushAsync_ReplyIsLost_AddsTheBatchOnce()
    {
        var (counter, database) = (new UsageCounter(UsageStoreTests.Clock()), Database(NewFile()));
        await using var writer = UsageStoreTests.Writer(counter, new UsageStore(database, TimeProvider.System));
        Add(counter, 5);

        database.LosesReplies = true;
        (await writer.FlushAsync(Token)).ShouldBeFalse("the database has it, and nobody knows");
        Add(counter, 7);
        (await writer.FlushAsync(Token)).ShouldBeFalse();
        (await writer.ReadAsync(Month, null, Token)).ShouldBeNull();

        database.LosesReplies = false;
        (await SumAsync(writer)).ShouldBe(12);
        (await writer.FlushAsync(Token)).ShouldBeTrue();
        (await SumAsync(writer)).ShouldBe(12);
    }

    [Fact]
    public async Task FlushAsync_DatabaseIsAway_CountsWaitAndAreWrittenLater()
    {
        var (counter, file) = (new UsageCounter(UsageStoreTests.Clock()), NewFile());
        var database = Database(file);
        await using var writer = UsageStoreTests.Writer(counter, new UsageStore(database, TimeProvider.System));

        database.IsAway = true;
        for (var call = 0; call < 1_000; call++)
        {
            Add(counter, 1);
            if (call % 100 == 0)
            {
                (await writer.FlushAsync(Token)).ShouldBeFalse();
            }
        }

        counter.Counted().Count.ShouldBe(1, "what waits does not grow with the calls");
        database.IsAway = false;
        (await writer.FlushAsync(Token)).ShouldBeTrue();

        await using var next = UsageStoreTests.Writer(
            new UsageCounter(UsageStoreTests.Clock()),
            new UsageStore(Database(file), TimeProvider.System)
        );
        (await SumAsync(next)).ShouldBe(1_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StopAsync_CountsThatWait_AreWritten(bool hostIsOutOfTime)
    {
        var (counter, file) = (new UsageCounter(UsageStoreTests.Clock()), NewFile());
        await using (var writer = UsageStoreTests.Writer(counter, new UsageStore(Database(file), TimeProvider.System)))
        {
            await writer.StartAsync(Token);
            Add(counter, 3);
            await writer.StopAsync(new CancellationToken(hostIsOutOfTime));
        }

        await using var next = UsageStoreTests.Writer(
            new UsageCounter(UsageStoreTests.Clock()),
            new UsageStore(Database(file), TimeProvider.System)
        );
        (await SumAsync(next)).ShouldBe(3);
    }

    [Fact]
    public async Task StopAsync_AgainAndAfterTheDisposal_DoesNothingMore()
    {
        var (counter, file) = (new UsageCounter(UsageStoreTests.Clock()), NewFile());
        var writer = UsageStoreTests.Writer(counter, new UsageStore(Database(file), TimeProvider.System));
        await writer.StartAsync(Token);
        Add(counter, 3);
        await Task.WhenAll(writer.StopAsync(Token), writer.StopAsync(Token));
        await writer.DisposeAsync();
        await writer.StopAsync(Token);
        writer.Dispose();

        var unused = UsageStoreTests.Writer(counter, new UsageStore(Database(NewFile()), TimeProvider.System));
        await unused.DisposeAsync();
        await unused.StopAsync(Token);
        await using var next = UsageStoreTests.Writer(
            new UsageCounter(UsageStoreTests.Clock()),
            new UsageStore(Database(file), TimeProvider.System)
        );
        (await SumAsync(next)).ShouldBe(3);
    }

    [Fact]
    public async Task ReadAsync_NothingIsWrittenYet_SeesWhatWaits()
    {
        var counter = new UsageCounter(UsageStoreTests.Clock());
        await using var writer = UsageStoreTests.Writer(counter, new UsageStore(Database(NewFile()), TimeProvider.System));
        Add(counter, 4);

        (await SumAsync(writer)).ShouldBe(4);
        (await writer.ReadAsync(Month, "b", Token)).ShouldNotBeNull().ShouldBeEmpty();
        (await writer.ReadAsync(new UsageMonth(202610), "a", Token)).ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public async Task FlushAsync_CallsFromManyThreadsMeanwhile_LosesNone()
    {
        var counter = new UsageCounter(UsageStoreTests.Clock());
        await using var writer = UsageStoreTests.Writer(counter, new UsageStore(Database(NewFile()), TimeProvider.System));

        var calls = Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(thread =>
                    Task.Run(
                        () =>
                        {
                            for (var call = 0; call < 50_000; call++)
                            {
                                Add(counter, 1, thread % 2 == 0 ? "a" : "b");
                            }
                        },
                        Token
                    )
                )
        );
        do
        {
            (await writer.FlushAsync(Token)).ShouldBeTrue();
        } while (!calls.IsCompleted);

        await calls;
        (await writer.FlushAsync(Token)).ShouldBeTrue();
        (await SumAsync(writer)).ShouldBe(200_000);
        counter.Unstored().ShouldBeEmpty();
    }

    /// <summary>Two processes, each of which counts, writes with or without a reply, reads, and is cut off from the database.</summary>
    [Fact]
    public async Task Writers_AnyInterleaving_SumIsWhatWasCounted() =>
        await Gen.Select(Gen.Int[0, 1], Gen.Int[0, 5], Gen.Long[1, 1_000_000])
            .Array[1, 25]
            .SampleAsync(
                async steps =>
                {
                    var file = NewFile();
                    Process[] processes = [new(Database(file)), new(Database(file))];
                    long counted = 0;
                    foreach (var (which, step, characters) in steps)
                    {
                        var process = processes[which];
                        switch (step)
                        {
                            case 0 or 1:
                                Add(process.Counter, characters, $"k{characters % 3}");
                                counted += characters;
                                break;
                            case 2:
                                process.Database.LosesReplies = !process.Database.LosesReplies;
                                break;
                            case 3:
                                process.Database.IsAway = !process.Database.IsAway;
                                break;
                            case 4:
                                await process.Writer.FlushAsync(Token);
                                break;
                            default:
                                if (await process.Writer.ReadAsync(Month, null, Token) is { } rows)
                                {
                                    rows.Sum(row => row.Count.Characters).ShouldBeLessThanOrEqualTo(counted);
                                }

                                break;
                        }
                    }

                    foreach (var process in processes)
                    {
                        (process.Database.IsAway, process.Database.LosesReplies) = (false, false);
                        (await process.Writer.FlushAsync(Token)).ShouldBeTrue();
                    }

                    foreach (var process in processes)
                    {
                        (await SumAsync(process.Writer)).ShouldBe(counted);
                        await process.Writer.DisposeAsync();
                    }
                },
                iter: 30,
                threads: 1
            );

    [Fact]
    public async Task Writer_KilledAfterAWriteWithoutAReply_IsNotCountedAgainByTheNext()
    {
        var file = NewFile();
        var first = new Process(Database(file));
        Add(first.Counter, 5);
        first.Database.LosesReplies = true;
        (await first.Writer.FlushAsync(Token)).ShouldBeFalse();
        Add(first.Counter, 7); // lost: the process ends here

        var second = new Process(Database(file));
        Add(second.Counter, 11);
        (await second.Writer.FlushAsync(Token)).ShouldBeTrue();

        (await SumAsync(second.Writer)).ShouldBe(16);
        await second.Writer.DisposeAsync();
    }

    private static void Add(UsageCounter counter, long characters, string key = "a") =>
        counter.Add(new UsageSlot(Month, key, "m"), new UsageCount(1, characters, 1, 1, 1));

    private static async Task<long> SumAsync(UsageWriter writer) =>
        (await writer.ReadAsync(Month, null, Token)).ShouldNotBeNull().Sum(row => row.Count.Characters);

    private static LossyDatabase Database(string file) =>
        new(new SqliteShadowDatabase(file, TimeSpan.FromSeconds(60))) { Schema = UsageStore.Schema };

    private string NewFile() => Path.Combine(_folder.FullName, $"{Interlocked.Increment(ref _files)}.db");

    /// <summary>What a process has.</summary>
    private sealed class Process
    {
        public Process(LossyDatabase database)
        {
            (Database, Counter) = (database, new UsageCounter(UsageStoreTests.Clock()));
            Writer = UsageStoreTests.Writer(Counter, new UsageStore(database, TimeProvider.System));
        }

        public LossyDatabase Database { get; }

        public UsageCounter Counter { get; }

        public UsageWriter Writer { get; }
    }
}
