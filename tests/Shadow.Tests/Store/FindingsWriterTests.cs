using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Telemetry;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Shadow.Tests.Store;

/// <summary>A store that fails in every way there is: nothing waits for it, and what was counted is there when it is back.</summary>
public sealed class FindingsWriterTests : IDisposable
{
    private static readonly ShadowStoreOptions Options = new()
    {
        FlushInterval = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromSeconds(1),
        MaxPendingSamples = 10,
        MaxAge = TimeSpan.FromDays(3_650),
    };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("writer-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "shadow.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Write_FileDeletedInBetween_GoesOnInANewOne()
    {
        await using var writer = Writer(new SqliteShadowDatabase(File, Options.Timeout));
        Count(writer, 3);
        await WrittenAsync(writer);

        System.IO.File.Delete(File);
        Count(writer, 4);
        await WrittenAsync(writer);

        System.IO.File.Exists(File).ShouldBeTrue();
        (await TotalAsync(writer)).ShouldBe(4, "what was in the deleted file is gone with it");
        writer.Reader.Status.Failures.ShouldBe(0);
    }

    [Fact]
    public async Task Write_FileLocked_WaitsAndLosesNothing()
    {
        await using var writer = Writer(new SqliteShadowDatabase(File, Options.Timeout));
        Count(writer, 1);
        await WrittenAsync(writer);
        await using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await other.OpenAsync(Token);
            await using var exclusive = other.BeginTransaction(deferred: false);
            await using var command = other.CreateCommand();
            command.CommandText = "UPDATE shadow_totals SET hour = hour";
            await command.ExecuteNonQueryAsync(Token);
            for (var sample = 0; sample < 25; sample++)
            {
                var kept = Findings.Sample(0.5);
                writer.Add(Findings.Text(sample, differs: true, kept), kept);
            }

            await Eventually.HoldsAsync(() => !writer.Reader.Status.IsAvailable);
            (await TotalAsync(writer)).ShouldBe(26, "what waits is in the report");
        }

        await WrittenAsync(writer);
        writer.Reader.Status.IsAvailable.ShouldBeTrue();
        (await TotalAsync(writer)).ShouldBe(26);
        writer.Reader.Status.LostSamples.ShouldBe(15, "25 samples came and 10 may wait");
        (await writer.Reader.SamplesAsync(new SampleQuery("m", null, 0, 100, null), Token)).ShouldNotBeNull().Count.ShouldBe(10);
    }

    [Fact]
    public async Task Write_FolderThatCannotBe_FailsUntilItCan()
    {
        var blocked = Path.Combine(_folder.FullName, "blocked");
        await System.IO.File.WriteAllTextAsync(blocked, "a file where the folder should be", Token);
        await using var writer = Writer(new SqliteShadowDatabase(Path.Combine(blocked, "shadow.db"), Options.Timeout));
        Count(writer, 6);
        await Eventually.HoldsAsync(() => writer.Reader.Status is { IsAvailable: false, Failures: > 1 });
        (await writer.Reader.SamplesAsync(new SampleQuery("m", null, 0, 1, null), Token)).ShouldBeNull();

        System.IO.File.Delete(blocked);

        await WrittenAsync(writer);
        (await TotalAsync(writer)).ShouldBe(6);
    }

    [Fact]
    public async Task Write_FileThatIsNoDatabase_FailsAndKeepsCounting()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000), Token);
        await using var writer = Writer(new SqliteShadowDatabase(File, Options.Timeout));

        Count(writer, 2);

        await Eventually.HoldsAsync(() => !writer.Reader.Status.IsAvailable);
        (await TotalAsync(writer)).ShouldBe(2);
        (await System.IO.File.ReadAllTextAsync(File, Token)).ShouldBe(new string('x', 10_000), "it may be somebody's");
        System.IO.File.Delete(File);
        await WrittenAsync(writer);
    }

    [Fact]
    public async Task Dispose_FindingsWaiting_WritesThem()
    {
        var slow = new ShadowStoreOptions { FlushInterval = TimeSpan.FromMinutes(1) };
        await using (var writer = Writer(new SqliteShadowDatabase(File, slow.Timeout), slow))
        {
            Count(writer, 9);
        }

        await using var reader = Writer(new SqliteShadowDatabase(File, slow.Timeout));
        (await TotalAsync(reader)).ShouldBe(9);
    }

    [Fact]
    public async Task Write_NoThreadCanBeStarted_NotesItOnceAndWritesAllWhenOneCan()
    {
        var scheduler = new ThreadlessScheduler();
        var log = new FakeLogger<FindingsWriter>();
        await using var writer = Writer(new SqliteShadowDatabase(File, Options.Timeout), scheduler: scheduler, logger: log);
        Count(writer, 4);
        writer.Add(Findings.Text(1), Findings.Sample(0.5));

        await Eventually.HoldsAsync(() => writer.Reader.Status is { IsAvailable: false, Failures: > 2 });
        writer.Reader.Status.Unwritten.ShouldBe(5);
        Count(writer, 7);
        scheduler.HasThreads = true;

        await WrittenAsync(writer);
        await Eventually.HoldsAsync(() => writer.Reader.Status.IsAvailable);
        (await TotalAsync(writer)).ShouldBe(12);
        log.Collector.GetSnapshot()
            .Select(record => record.Message)
            .Where(message => message.StartsWith("The shadow store", StringComparison.Ordinal))
            .ShouldBe([
                "The shadow store (sqlite) fails; findings are gathered until it works again: InsufficientMemoryException: no thread",
                "The shadow store (sqlite) works again.",
            ]);
    }

    [Fact]
    public async Task Totals_TextThatAnotherHasCounted_CountsOnceWrittenOrNot()
    {
        var slow = new ShadowStoreOptions { FlushInterval = TimeSpan.FromMinutes(1) };
        await using var other = Writer(new SqliteShadowDatabase(File, slow.Timeout), slow);
        await using var writer = Writer(new SqliteShadowDatabase(File, slow.Timeout), slow);
        other.Add(Findings.Text(1));
        await other.FlushAsync(Token);
        writer.Add(Findings.Text(1));
        writer.Add(Findings.Text(2));

        for (var look = 0; look < 2; look++)
        {
            var (found, _) = await writer.Reader.TotalsAsync("m", "student", Token);
            found.Sum(entry => entry.Totals.Student.Total).ShouldBe(2);
            found.Sum(entry => entry.Totals.Repeated).ShouldBe(1);
            await writer.FlushAsync(Token);
        }
    }

    [Fact]
    public async Task Write_StoreAwayForMoreTextsThanMayWait_LosesNoCount()
    {
        var pending = new PendingFindings(10, TimeProvider.System, maxTexts: 3);
        await using var store = new ShadowStore(
            new SqliteShadowDatabase(File, Options.Timeout),
            100,
            TimeSpan.FromDays(3_650),
            TimeProvider.System
        );
        for (var text = 0; text < 8; text++)
        {
            pending.Add(Findings.Text(text), null);
        }

        pending.UnwrittenTexts("m", "student").Count.ShouldBe(3);
        await store.WriteAsync(pending.Next().ShouldNotBeNull(), Token);

        (await store.TotalsAsync("m", "student", Token)).ShouldHaveSingleItem().Totals.Student.Total.ShouldBe(8);
        pending.SinceStart("m", "student").ShouldHaveSingleItem().Totals.Student.Total.ShouldBe(8);
    }

    [Fact]
    public async Task Dispose_NoThreadCanBeStarted_WritesWhatWaits()
    {
        var writer = Writer(new SqliteShadowDatabase(File, Options.Timeout), scheduler: new ThreadlessScheduler());
        Count(writer, 5);
        await Eventually.HoldsAsync(() => writer.Reader.Status.Failures > 0);

        await writer.DisposeAsync();

        await using var reader = Writer(new SqliteShadowDatabase(File, Options.Timeout));
        (await TotalAsync(reader)).ShouldBe(5);
    }

    [Fact]
    public async Task Dispose_StoreThatCannotBeWritten_SaysWhatIsLost()
    {
        var log = new FakeLogger<FindingsWriter>();
        var writer = Writer(new SqliteShadowDatabase(_folder.FullName, Options.Timeout), logger: log);
        Count(writer, 5);

        await writer.DisposeAsync();

        log.LatestRecord.Message.ShouldBe("5 shadow comparisons are lost: the store could not be written before the server stopped.");
    }

    [Fact]
    public async Task Write_PostgresKilledAndRestartedInBetween_CountsEverythingOnce()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var writer = Writer(new PostgresShadowDatabase(cluster.ConnectionString, Options.Timeout));
        var counted = 0;
        using var done = new CancellationTokenSource();
        var counting = Task.Run(
            async () =>
            {
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
                while (!done.IsCancellationRequested)
                {
                    Count(writer, 1);
                    counted++;
                    await pause.WaitForNextTickAsync(Token);
                }
            },
            Token
        );

        for (var kill = 0; kill < 3; kill++)
        {
            await Eventually.HoldsAsync(() => writer.Reader.Status.IsAvailable && counted > 100 * (kill + 1));
            await cluster.KillAsync();
            await Eventually.HoldsAsync(() => !writer.Reader.Status.IsAvailable);
            await cluster.UpAsync();
        }

        await done.CancelAsync();
        await counting;
        await WrittenAsync(writer);
        await using var reader = Writer(new PostgresShadowDatabase(cluster.ConnectionString, Options.Timeout));
        (await TotalAsync(reader)).ShouldBe(counted);
        writer.Reader.Status.LostSamples.ShouldBe(0);
    }

    private static void Count(FindingsWriter writer, int comparisons) =>
        writer.Count(
            Findings.Key(),
            totals =>
            {
                for (var index = 0; index < comparisons; index++)
                {
                    totals.Add(Findings.Comparison(), ["plain"]);
                }
            }
        );

    private static async Task<long> TotalAsync(FindingsWriter writer) =>
        (await writer.Reader.TotalsAsync("m", "student", Token)).Totals.Sum(entry => entry.Totals.Student.Total);

    private static Task WrittenAsync(FindingsWriter writer) => Eventually.HoldsAsync(() => writer.Reader.Status.Unwritten == 0);

    private static FindingsWriter Writer(
        ShadowDatabase database,
        ShadowStoreOptions? options = null,
        TaskScheduler? scheduler = null,
        ILogger<FindingsWriter>? logger = null
    )
    {
        options ??= Options;
        return new FindingsWriter(
            new PendingFindings(options.MaxPendingSamples, TimeProvider.System),
            new ShadowStore(database, options.MaxSamples, TimeSpan.FromDays(3_650), TimeProvider.System),
            options,
            new ShadowMeters(null),
            TimeProvider.System,
            logger ?? NullLogger<FindingsWriter>.Instance,
            scheduler: scheduler
        );
    }

    /// <summary>Starts no thread, as where a process has used up its threads, files or memory, until it may.</summary>
    private sealed class ThreadlessScheduler : TaskScheduler
    {
        private volatile bool _hasThreads;

        public bool HasThreads
        {
            set => _hasThreads = value;
        }

        protected override void QueueTask(Task task)
        {
            if (!_hasThreads)
            {
                throw new InsufficientMemoryException("no thread");
            }

            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
