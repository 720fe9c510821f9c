using System.Globalization;
using Shouldly;
using TransformerService.Inference.Batching;
using Xunit;

namespace TransformerService.Inference.Tests.Batching;

public sealed class OneThreadSchedulerTests
{
    /// <summary>Linux keeps 15 characters of a thread's name.</summary>
    private const string ThreadName = "background runs";

    [Fact]
    public async Task QueueTask_Many_RunOneAtATimeOnOneThreadInTheirOrder()
    {
        using var scheduler = new OneThreadScheduler("background runs", isNice: true);
        List<(int Task, int Thread)> ran = [];
        await Task.WhenAll(Enumerable.Range(0, 100).Select(task => StartAsync(scheduler, () => ran.Add((task, Environment.CurrentManagedThreadId)))));

        ran.Select(entry => entry.Task).ShouldBe(Enumerable.Range(0, 100));
        ran.Select(entry => entry.Thread).Distinct().ShouldHaveSingleItem().ShouldNotBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task QueueTask_OnLinux_RunsOnAThreadThatGivesWay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no /proc.");
        using var scheduler = new OneThreadScheduler("background runs", isNice: true);
        int[] niceness = [];
        await StartAsync(scheduler, () => niceness =
        [
            .. Directory.EnumerateDirectories("/proc/self/task")
                .Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == ThreadName)
                .Select(task => File.ReadAllText(Path.Combine(task, "stat")))
                .Select(stat => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture)),
        ]);

        niceness.ShouldNotBeEmpty();
        niceness.ShouldContain(10);
        File.ReadAllText("/proc/self/stat").Split(' ')[18].ShouldBe("0", "the others do not");
    }

    [Fact]
    public async Task QueueTask_AfterItsEnd_IsDoneElsewhere()
    {
        var scheduler = new OneThreadScheduler("background runs", isNice: true);
        await StartAsync(scheduler, () => { });
        scheduler.Dispose();
        bool ran = false;
        await StartAsync(scheduler, () => ran = true).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        ran.ShouldBeTrue();
    }

    private static Task StartAsync(OneThreadScheduler scheduler, Action work) =>
        Task.Factory.StartNew(work, TestContext.Current.CancellationToken, TaskCreationOptions.DenyChildAttach, scheduler);
}
