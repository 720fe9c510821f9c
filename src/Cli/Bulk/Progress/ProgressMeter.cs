using System.Globalization;

namespace TransformerService.Cli.Bulk.Progress;

/// <summary>How far a run is, for display.</summary>
/// <param name="time">The clock.</param>
internal sealed class ProgressMeter(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private long _begun,
        _position,
        _length,
        _records,
        _faults;
    private bool _hasBegun;

    /// <summary>The share that is done, 0 to 1.</summary>
    public double Share
    {
        get
        {
            lock (_gate)
            {
                return _length == 0 ? 0 : Math.Min(1, _position / (double)_length);
            }
        }
    }

    /// <summary>Records that were written.</summary>
    /// <param name="records">How many more.</param>
    /// <param name="faults">Those of them that could not be done, or only in part.</param>
    /// <param name="position">How far the input was read for them.</param>
    /// <param name="length">The input's length.</param>
    public void Add(int records, int faults, long position, long length)
    {
        lock (_gate)
        {
            _records += records;
            _faults += faults;
            (_position, _length) = (position, length);
        }
    }

    /// <summary>Where this run began to work: what an earlier run did before it does not count for the rate.</summary>
    public void Begin(long position)
    {
        lock (_gate)
        {
            if (!_hasBegun)
            {
                (_begun, _hasBegun) = (position, true);
            }
        }
    }

    /// <summary>One line: what is done, the rate, and the time left.</summary>
    public string Describe()
    {
        lock (_gate)
        {
            var seconds = Math.Max(1e-3, time.GetElapsedTime(_started).TotalSeconds);
            var done = (double)(_position - _begun);
            var left = done > 0 ? TimeSpan.FromSeconds(Math.Min(1e7, seconds * (_length - _position) / done)) : (TimeSpan?)null;
            var share = _length == 0 ? 0 : 100.0 * _position / _length;
            var faults = _faults > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_faults:N0} with faults") : "";
            var remaining = left is { } known ? $", {Duration(known)} left" : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Lines(_records)}, {share:0.0} %, {_records / seconds:N0} lines/s{remaining}{faults}"
            );
        }
    }

    /// <summary>A number of lines.</summary>
    public static string Lines(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "line" : "lines")}");

    private static string Duration(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
}
