using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TransformerService.Inference.Batching;

/// <summary>Runs tasks in order on its own threads, optionally with low priority.</summary>
internal sealed partial class DedicatedScheduler : TaskScheduler, IDisposable
{
    private const int ProcessOrThread = 0;
    private readonly BlockingCollection<Task> _tasks = [];
    private readonly Thread[] _threads;
    private readonly int _niceness;

    /// <param name="name">The threads' name; Linux keeps 15 characters of it.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="niceness">
    /// How far they yield to other threads, from 0 (not at all) to 19 (sched(7)). On other systems than Linux, any value but 0 means the
    /// lowest priority.
    /// </param>
    public DedicatedScheduler(string name, int threads = 1, int niceness = 0)
    {
        _niceness = niceness;
        _threads =
        [
            .. Enumerable
                .Range(0, threads)
                .Select(_ => new Thread(Run)
                {
                    IsBackground = true,
                    Name = name,
                    Priority = niceness > 0 ? ThreadPriority.Lowest : ThreadPriority.Normal,
                }),
        ];
        Array.ForEach(_threads, thread => thread.Start());
    }

    public override int MaximumConcurrencyLevel => _threads.Length;

    private bool IsMine => Array.IndexOf(_threads, Thread.CurrentThread) >= 0;

    /// <summary>Lets queued tasks end.</summary>
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
            // The server has stopped: the rest of a waiting caller's work runs on the thread pool.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsMine && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

    /// <summary>
    /// .NET ignores thread priorities on Linux; a thread may lower its own there (setpriority(2), where 0 means the calling thread).
    /// </summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);

    private void Run()
    {
        if (_niceness > 0 && OperatingSystem.IsLinux())
        {
            _ = SetPriority(ProcessOrThread, 0, _niceness);
        }

        foreach (var task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
