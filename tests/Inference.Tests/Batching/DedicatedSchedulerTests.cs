using System.Globalization;
using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class DedicatedSchedulerTests
{
    /// <summary>Linux keeps 15 characters of a thread's name.</summary>
    private const string ThreadName = "background runs";

    [Fact]
    public async Task QueueTask_Many_RunOneAtATimeOnOneThreadInTheirOrder()
    {
        using var scheduler = new DedicatedScheduler(ThreadName, niceness: 10);
        List<(int Task, int Thread)> ran = [];
        await Task.WhenAll(
            Enumerable.Range(0, 100).Select(task => StartAsync(scheduler, () => ran.Add((task, Environment.CurrentManagedThreadId))))
        );

        ran.Select(entry => entry.Task).ShouldBe(Enumerable.Range(0, 100));
        ran.Select(entry => entry.Thread).Distinct().ShouldHaveSingleItem().ShouldNotBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task QueueTask_OnLinux_RunsOnAThreadThatGivesWay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no /proc.");
        using var scheduler = new DedicatedScheduler(ThreadName, niceness: 10);
        var stat = "";
        await StartAsync(scheduler, () => stat = File.ReadAllText("/proc/thread-self/stat"));

        NameOf(stat).ShouldBe(ThreadName);
        NicenessOf(stat).ShouldBe(10);
        NicenessOf(File.ReadAllText("/proc/self/stat")).ShouldBe(0, "the others do not");
    }

    [Theory]
    [InlineData(10, ThreadPriority.Lowest)]
    [InlineData(0, ThreadPriority.Normal)]
    public async Task QueueTask_OnAnySystem_HasThePriorityThatOtherSystemsHeed(int niceness, ThreadPriority priority)
    {
        using var scheduler = new DedicatedScheduler(ThreadName, niceness: niceness);
        ThreadPriority? found = null;
        await StartAsync(scheduler, () => found = Thread.CurrentThread.Priority);

        found.ShouldBe(priority);
    }

    [Fact]
    public async Task QueueTask_AfterItsEnd_IsDoneElsewhere()
    {
        var scheduler = new DedicatedScheduler(ThreadName, niceness: 10);
        await StartAsync(scheduler, () => { });
        scheduler.Dispose();
        var ran = false;
        await StartAsync(scheduler, () => ran = true).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        ran.ShouldBeTrue();
    }

    [Fact]
    public async Task QueueTask_SeveralThreads_RunAtOnceAndOnNoOthers()
    {
        using var scheduler = new DedicatedScheduler("several", threads: 3);
        using var together = new Barrier(3);
        var names = new string?[3];

        await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(task =>
                        StartAsync(
                            scheduler,
                            () =>
                            {
                                together.SignalAndWait(TestContext.Current.CancellationToken);
                                names[task] = Thread.CurrentThread.Name;
                            }
                        )
                    )
            )
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        names.ShouldAllBe(name => name == "several");
        scheduler.MaximumConcurrencyLevel.ShouldBe(3);
    }

    private static Task StartAsync(DedicatedScheduler scheduler, Action work) =>
        Task.Factory.StartNew(work, TestContext.Current.CancellationToken, TaskCreationOptions.DenyChildAttach, scheduler);

    /// <summary>The second field of proc_pid_stat(5), which may have any character in it but ends with the last bracket.</summary>
    private static string NameOf(string stat) => stat[(stat.IndexOf('(') + 1)..stat.LastIndexOf(')')];

    /// <summary>The nineteenth field of proc_pid_stat(5).</summary>
    private static int NicenessOf(string stat) =>
        int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
}
