namespace TransformerService.Inference.Batching;

/// <summary>
/// Whether a free slot waits a moment for the callers whom its batch has just answered. Where the rows of a batch end together (texts of one length, classification), their
/// callers are all on their way when the slot is free. To take only what waits by then leaves them a group of their own, and three groups of ten take turns on two slots for
/// ever, where two of sixteen would do more. Where rows end one after the other, their callers come back one after the other, and waiting for the last of them only costs.
/// Callers who do not come back are not waited for again for a while. Not thread-safe.
/// </summary>
internal sealed class ReturningCallers
{
    /// <summary>The wait, as a share of what the batch took: callers who do not come back cost no more than this.</summary>
    private const double ShareOfBatch = 0.15;

    /// <summary>Batches whose callers are not waited for, after one wait in vain and after many.</summary>
    private const int FewestSkipped = 4, MostSkipped = 64;

    /// <summary>Whoever asks again at once is there by then, through either door.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(5);

    /// <summary>Timers know no shorter time.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private int _expected;
    private TimeSpan _until;
    private bool _waited;
    private int _skipped;
    private int _toSkip;

    /// <summary>Notes a batch that is done.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="endedLast">Those of them that were answered at its end, and not while it ran.</param>
    /// <param name="expected">Rows of the requests that were answered at its end: so many come if their callers ask the same again.</param>
    /// <param name="started">When it began to run.</param>
    /// <param name="ended">When it was done.</param>
    public void Answered(int rows, int endedLast, int expected, TimeSpan started, TimeSpan ended)
    {
        TimeSpan wait = (ended - started) * ShareOfBatch;
        bool together = endedLast * 2 > rows && wait >= Shortest;
        (_expected, _until, _waited) = (together && _toSkip == 0 ? expected : 0, ended + (wait < Longest ? wait : Longest), false);
        if (together && _toSkip > 0)
        {
            _toSkip--;
        }
    }

    /// <summary>Notes rows that came.</summary>
    public void Came(int rows) => _expected = Math.Max(0, _expected - rows);

    /// <summary>How long a free slot waits, if no more rows come; zero to take what there is.</summary>
    /// <param name="waiting">Rows that wait.</param>
    /// <param name="running">Rows that run in this model's other slots.</param>
    /// <param name="slots">Slots that this model has or can have now.</param>
    /// <param name="now">The time.</param>
    public TimeSpan Wait(int waiting, int running, int slots, TimeSpan now)
    {
        bool areThere = _expected == 0 || waiting >= BatchPolicy.Share(waiting + _expected, running, slots);
        if (waiting > 0 && !areThere && now < _until)
        {
            _waited = true;
            return _until - now < Shortest ? Shortest : _until - now;
        }

        if (_waited)
        {
            _skipped = areThere ? 0 : Math.Clamp(_skipped * 2, FewestSkipped, MostSkipped);
            _toSkip = _skipped;
        }

        (_expected, _waited) = (0, false);
        return TimeSpan.Zero;
    }
}
