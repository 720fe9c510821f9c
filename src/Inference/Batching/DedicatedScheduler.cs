using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TransformerService.Inference.Batching;

/// <summary>Runs tasks on threads of its own, in their order, which the operating system may let run after others.</summary>
internal sealed partial class DedicatedScheduler : TaskScheduler, IDisposable
{
    private const int ProcessOrThread = 0;
    private readonly BlockingCollection<Task> _tasks = [];
    private readonly Thread[] _threads;
    private readonly int _niceness;

    /// <param name="name">Of the threads; Linux keeps 15 characters of it.</param>
    /// <param name="threads">How many.</param>
    /// <param name="niceness">How far they give way to others: 0, not at all, to 19 (sched(7)). Elsewhere than on Linux, any but 0 is the lowest priority.</param>
    public DedicatedScheduler(string name, int threads = 1, int niceness = 0)
    {
        _niceness = niceness;
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Run)
        {
            IsBackground = true,
            Name = name,
            Priority = niceness > 0 ? ThreadPriority.Lowest : ThreadPriority.Normal,
        })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    public override int MaximumConcurrencyLevel => _threads.Length;

    private bool IsMine => Array.IndexOf(_threads, Thread.CurrentThread) >= 0;

    /// <summary>Lets what was queued end.</summary>
    public void Dispose()
    {
        _tasks.CompleteAdding();
        if (!IsMine)
        {
            Array.ForEach(_threads, thread => thread.Join());
        }
    }

    protected override void QueueTask(Task task)
    {
        try
        {
            _tasks.Add(task);
        }
        catch (InvalidOperationException)
        {
            // The server has stopped: whoever still waits for the rest of its work gets it done by anyone.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => IsMine && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

    /// <summary>.NET leaves priorities alone on Linux; a thread may lower its own there (setpriority(2), which takes 0 for the calling thread).</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);

    private void Run()
    {
        if (_niceness > 0 && OperatingSystem.IsLinux())
        {
            _ = SetPriority(ProcessOrThread, 0, _niceness);
        }

        foreach (Task task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
