using HdrHistogram;

namespace TransformerService.Soak;

/// <summary>The observations of one client, or of all: times by kind of call, outcomes by door, and faults by what was wrong.</summary>
/// <remarks>One client writes; the counts may be read meanwhile, the rest when the client is done.</remarks>
internal sealed class CallRecord
{
    private const int Digits = 3;

    // One minute in microseconds, more than a call may take.
    private const long LongestMicroseconds = 60_000_000;

    private readonly Dictionary<CallKind, LongHistogram> _times = [];
    private readonly Dictionary<string, long> _faults = [];
    private readonly Dictionary<(string Door, Outcome Outcome), long> _outcomes = [];
    private readonly Dictionary<string, long> _sent = [];
    private long _answered;
    private long _failed;

    /// <summary>Calls that got a correct answer.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Calls with a wrong outcome.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Calls that were made, by door.</summary>
    public IReadOnlyDictionary<string, long> Sent => _sent;

    /// <summary>Calls by outcome.</summary>
    public IReadOnlyDictionary<(string Door, Outcome Outcome), long> Outcomes => _outcomes;

    /// <summary>Microseconds until a correct answer.</summary>
    public IReadOnlyDictionary<CallKind, LongHistogram> Times => _times;

    public IReadOnlyDictionary<string, long> Faults => _faults;

    /// <summary>Records that a call is made.</summary>
    public void Send(string door) => _sent[door] = _sent.GetValueOrDefault(door) + 1;

    /// <summary>Records the outcome of a call.</summary>
    public void Add(string door, CallKind kind, TimeSpan elapsed, Reply reply)
    {
        if (reply.Outcome is not { } outcome)
        {
            var fault = reply.Fault ?? "";
            _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
            Interlocked.Increment(ref _failed);
            return;
        }

        _outcomes[(door, outcome)] = _outcomes.GetValueOrDefault((door, outcome)) + 1;
        if (outcome == Outcome.Answered)
        {
            HistogramOf(kind).RecordValue(Math.Clamp((long)elapsed.TotalMicroseconds, 1, LongestMicroseconds));
            Interlocked.Increment(ref _answered);
        }
    }

    public static CallRecord Sum(IEnumerable<CallRecord> records)
    {
        var sum = new CallRecord();
        foreach (var record in records)
        {
            sum._answered += record.Answered;
            sum._failed += record.Failed;
            Add(sum._sent, record._sent);
            Add(sum._outcomes, record._outcomes);
            Add(sum._faults, record._faults);
            foreach (var (kind, times) in record._times)
            {
                sum.HistogramOf(kind).Add(times);
            }
        }

        return sum;
    }

    private static void Add<TKey>(Dictionary<TKey, long> sum, Dictionary<TKey, long> counts)
        where TKey : notnull
    {
        foreach (var (key, count) in counts)
        {
            sum[key] = sum.GetValueOrDefault(key) + count;
        }
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
