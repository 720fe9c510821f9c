using System.Diagnostics;
using System.Threading.Channels;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Shadow.Lanes;

/// <summary>
/// Brings one model's answers from the student to the teacher: chosen by hash, capped per second, queued or dropped. Offering never
/// waits, except for a short lock; one task reads the queue, a few samples at a time.
/// </summary>
internal sealed class ShadowLane : IAsyncDisposable
{
    private readonly Channel<ShadowSample> _queue;
    private readonly SecondCap _cap;
    private readonly SampleComparer _judge;
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _batchTexts;
    private readonly int _maxCharacters;
    private readonly Task _loop;
    private readonly Action? _changed;
    private volatile ShadowSettings _settings;

    /// <param name="judge">Asks the teacher and compares.</param>
    /// <param name="settings">Rate, cap and margin, until they are changed.</param>
    /// <param name="options">How many samples may wait, how long, and how many are asked about at once.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="scheduler">Runs the comparisons.</param>
    /// <param name="changed">Called when the settings have changed.</param>
    public ShadowLane(
        SampleComparer judge,
        ShadowSettings settings,
        ShadowOptions options,
        TimeProvider timeProvider,
        TaskScheduler scheduler,
        Action? changed = null
    )
    {
        (_judge, _settings, _changed) = (judge, settings, changed);
        (_batchTexts, _maxCharacters, Capacity) = (options.BatchTexts, options.MaxCharacters, options.QueueCapacity);
        _queue = Channel.CreateBounded<ShadowSample>(new BoundedChannelOptions(Capacity) { SingleReader = true });
        _cap = new SecondCap(timeProvider);
        _loop = Task.Factory.StartNew(LoopAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    /// <summary>The model.</summary>
    public string Model => _judge.Model;

    /// <summary>The teacher.</summary>
    public IVariantClient Teacher => _judge.Teacher;

    /// <summary>The teacher's version; empty while it is unknown.</summary>
    public string TeacherVersion => _judge.Counts.TeacherVersion;

    /// <summary>Samples that may wait.</summary>
    public int Capacity { get; }

    /// <summary>Samples that wait.</summary>
    public int Length => _queue.Reader.Count;

    /// <summary>Rate, cap and margin; a change applies from the next request on.</summary>
    public ShadowSettings Settings
    {
        get => _settings;
        set
        {
            _settings = value;
            _changed?.Invoke();
        }
    }

    /// <summary>Offers a request's texts, or a part of them, for sampling.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="pairs">Their second texts.</param>
    /// <param name="studentVersion">The version that answered.</param>
    /// <param name="sample">Creates a sample of a text; called only for texts that are sampled.</param>
    public void Offer(IReadOnlyList<string> texts, IReadOnlyList<string>? pairs, string studentVersion, Func<int, ShadowSample> sample)
    {
        var settings = _settings;
        if (settings.SampleRate <= 0 || (settings.SampleRate < 1 && RequestHash.Place(Model, texts, pairs) >= settings.SampleRate))
        {
            return;
        }

        var fitting = 0;
        for (var index = 0; index < texts.Count; index++)
        {
            fitting += Fits(index) ? 1 : 0;
        }

        int taken = _cap.Take(fitting, settings.MaxPerSecond),
            dropped = 0;
        _judge.Counts.Sampled(studentVersion, taken); // before any has an outcome: so every outcome belongs to a counted text
        for (int index = 0, left = taken; left > 0; index++)
        {
            if (Fits(index))
            {
                left--;

                // Under load most samples are dropped: if the queue is full, the sample is not even created.
                dropped += Length < Capacity && _queue.Writer.TryWrite(sample(index)) ? 0 : 1;
            }
        }

        _judge.Counts.Dropped(studentVersion, dropped);

        // A long text would hold memory while it waits, and occupy the teacher for long.
        bool Fits(int index) => texts[index].Length + (pairs?[index].Length ?? 0) <= _maxCharacters;
    }

    /// <summary>Stops. What waits is dropped, and counted.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop;
        while (_queue.Reader.TryRead(out var left))
        {
            _judge.Counts.Dropped(left.StudentVersion, 1);
        }

        await _judge.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        // Detach from the activity that created the lane: calls to the teacher are not its children.
        Activity.Current = null;
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stopping.Token))
            {
                await TakeAsync();
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Whatever a teacher throws when it is cancelled.
        }
    }

    private async Task TakeAsync()
    {
        List<ShadowSample> batch = [];
        try
        {
            while (batch.Count < _batchTexts && _queue.Reader.TryPeek(out var next) && (batch.Count == 0 || batch[0].RunsWith(next)))
            {
                _queue.Reader.TryRead(out _); // the only reader: what was peeked is still there
                batch.Add(next);
            }

            await _judge.JudgeAsync(batch, _stopping.Token);
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            // The boundary of one batch: whatever it throws, the next one is processed.
            _judge.Broke(exception);
        }
    }
}
