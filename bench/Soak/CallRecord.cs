using HdrHistogram;

namespace TransformerService.Soak;

/// <summary>What one client, or all of them, saw: times by kind of call, and errors by what was wrong.</summary>
/// <remarks>One client writes; the counts may be read meanwhile, the rest when the client is done.</remarks>
internal sealed class CallRecord
{
    private const int Digits = 3;

    // One minute in microseconds, more than a call may take.
    private const long LongestMicroseconds = 60_000_000;

    private readonly Dictionary<CallKind, LongHistogram> _times = [];
    private readonly Dictionary<string, long> _errors = [];
    private long _answered;
    private long _failed;

    /// <summary>Calls that got a right answer.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Calls that did not.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Microseconds until a right answer.</summary>
    public IReadOnlyDictionary<CallKind, LongHistogram> Times => _times;

    public IReadOnlyDictionary<string, long> Errors => _errors;

    public void Add(CallKind kind, TimeSpan elapsed, string? error)
    {
        if (error is not null)
        {
            _errors[error] = _errors.GetValueOrDefault(error) + 1;
            Interlocked.Increment(ref _failed);
            return;
        }

        HistogramOf(kind).RecordValue(Math.Clamp((long)elapsed.TotalMicroseconds, 1, LongestMicroseconds));
        Interlocked.Increment(ref _answered);
    }

    public static CallRecord Sum(IEnumerable<CallRecord> records)
    {
        var sum = new CallRecord();
        foreach (var record in records)
        {
            sum._answered += record.Answered;
            sum._failed += record.Failed;
            foreach (var (kind, times) in record._times)
            {
                sum.HistogramOf(kind).Add(times);
            }

            foreach (var (error, count) in record._errors)
            {
                sum._errors[error] = sum._errors.GetValueOrDefault(error) + count;
            }
        }

        return sum;
    }

    private LongHistogram HistogramOf(CallKind kind)
    {
        if (!_times.TryGetValue(kind, out var histogram))
        {
            _times[kind] = histogram = new LongHistogram(LongestMicroseconds, Digits);
        }

        return histogram;
    }
}
