namespace TransformerService.Inference.Batching;

/// <summary>
/// Decides whether a free slot waits a moment for the callers that its batch has just answered. If the rows of a batch end together (texts
/// of one length, classification), their callers are all about to call again when the slot is free. Running only the rows that wait then
/// would leave them a group of their own: three groups of ten would take turns on two slots indefinitely, although two groups of sixteen do
/// more. If rows end one after the other, their callers come back one after the other, and waiting for the last of them only costs time.
/// If callers do not come back, the slot does not wait again for a while. Not thread-safe.
/// </summary>
internal sealed class ReturningCallers
{
    /// <summary>The wait, as a share of the batch's duration: callers that do not come back cost no more than this.</summary>
    private const double ShareOfBatch = 0.15;

    /// <summary>The number of batches without a wait, after one wait in vain and after many.</summary>
    private const int FewestSkipped = 4,
        MostSkipped = 64;

    /// <summary>Callers that call again at once arrive within this time, through REST or gRPC.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(5);

    /// <summary>The resolution of timers.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private int _expected;
    private TimeSpan _until;
    private bool _waited;
    private int _skipped;
    private int _toSkip;

    /// <summary>Records a batch that is done.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="endedLast">The rows that were answered at its end, and not while it ran.</param>
    /// <param name="expected">
    /// Rows of the requests that were answered at its end: so many arrive if their callers send the same again.
    /// </param>
    /// <param name="started">When it began to run.</param>
    /// <param name="ended">When it was done.</param>
    public void Answered(int rows, int endedLast, int expected, TimeSpan started, TimeSpan ended)
    {
        var wait = (ended - started) * ShareOfBatch;
        var together = endedLast * 2 > rows && wait >= Shortest;
        (_expected, _until, _waited) = (together && _toSkip == 0 ? expected : 0, ended + (wait < Longest ? wait : Longest), false);
        if (together && _toSkip > 0)
        {
            _toSkip--;
        }
    }

    /// <summary>Records rows that arrived.</summary>
    public void Came(int rows) => _expected = Math.Max(0, _expected - rows);

    /// <summary>Returns how long a free slot waits if no more rows arrive; zero to run the waiting rows now.</summary>
    /// <param name="waiting">The number of waiting rows.</param>
    /// <param name="running">The number of rows that run in this model's other slots.</param>
    /// <param name="slots">The number of slots that this model has or can get now.</param>
    /// <param name="now">The time.</param>
    public TimeSpan Wait(int waiting, int running, int slots, TimeSpan now)
    {
        var areThere = _expected == 0 || waiting >= BatchPolicy.Share(waiting + _expected, running, slots);
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
