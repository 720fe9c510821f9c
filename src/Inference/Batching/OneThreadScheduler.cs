using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace TransformerService.Inference.Batching;

/// <summary>
/// Runs tasks one after the other on a thread of its own. A nice one the operating system lets run when others have nothing to do: what a
/// teacher computes beside callers' work must not take a core from it, and a free run slot does not say that a core is free.
/// </summary>
internal sealed partial class OneThreadScheduler : TaskScheduler, IDisposable
{
    /// <summary>A tenth of the weight of others (sched(7)): low enough to give way, high enough not to hold up the garbage collector, which waits for all threads.</summary>
    private const int Niceness = 10;

    private const int ProcessOrThread = 0;
    private readonly BlockingCollection<Task> _tasks = [];
    private readonly bool _isNice;
    private readonly Thread _thread;

    public OneThreadScheduler(string name, bool isNice)
    {
        _isNice = isNice;
        _thread = new Thread(Run) { IsBackground = true, Name = name, Priority = isNice ? ThreadPriority.Lowest : ThreadPriority.Normal };
        _thread.Start();
    }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Lets what was queued end.</summary>
    public void Dispose()
    {
        _tasks.CompleteAdding();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
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

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        Thread.CurrentThread == _thread && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

    /// <summary>On Linux .NET leaves priorities alone; there a thread may lower its own (setpriority(2), which takes 0 for the calling thread).</summary>
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);

    private void Run()
    {
        if (_isNice && OperatingSystem.IsLinux())
        {
            _ = SetPriority(ProcessOrThread, 0, Niceness);
        }

        foreach (Task task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
