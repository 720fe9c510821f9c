using TransformerService.Shadow.Records;
using TransformerService.Shadow.Reporting;

namespace TransformerService.Shadow.Store;

/// <summary>
/// Findings that are not written yet. Totals are sums, so they lose nothing however long the store is away. Samples are bounded; those
/// beyond the bound are lost and counted. Comparisons whose text the store must check are bounded too; those beyond the bound count
/// without the check. Thread-safe.
/// </summary>
internal sealed class PendingFindings(int maxSamples, TimeProvider timeProvider, int maxTexts = 10_000)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TotalsKey, ShadowTotals> _sinceStart = [];
    private Dictionary<TotalsKey, ShadowTotals> _totals = [];
    private List<TextFinding> _texts = [];
    private List<KeptSample> _samples = [];
    private FindingsBatch? _writing;
    private long _lostSamples;

    /// <summary>Samples that were lost for lack of room, since the start.</summary>
    public long LostSamples => Interlocked.Read(ref _lostSamples);

    /// <summary>Texts that were sampled since the start.</summary>
    public long Sampled { get; private set; }

    /// <summary>Adds to the totals of a key. Returns how many texts were sampled since the start, including these.</summary>
    public long Count(TotalsKey key, Action<ShadowTotals> add)
    {
        lock (_lock)
        {
            var totals = Of(_totals, key);
            var before = totals.Sampled;
            add(totals);
            Sampled += totals.Sampled - before;
            add(Of(_sinceStart, key));
            return Sampled;
        }
    }

    /// <summary>Adds a comparison. Returns false if there is no room for its sample.</summary>
    public bool Add(TextFinding finding, KeptSample? sample)
    {
        lock (_lock)
        {
            finding.AddTo(Of(_sinceStart, finding.Key), isNew: true);
            if (_texts.Count + (_writing?.Texts.Count ?? 0) < maxTexts)
            {
                _texts.Add(finding);
            }
            else if (!finding.IsEvidence)
            {
                finding.AddTo(Of(_totals, finding.Key), isNew: true);
            }

            if (sample is null)
            {
                return true;
            }

            if (_samples.Count + (_writing?.Samples.Count ?? 0) < maxSamples)
            {
                _samples.Add(sample);
                return true;
            }
        }

        Interlocked.Increment(ref _lostSamples);
        return false;
    }

    /// <summary>
    /// Returns what to write next: what could not be written before, or everything since; <see langword="null"/> if there is nothing.
    /// </summary>
    public FindingsBatch? Next()
    {
        lock (_lock)
        {
            if (_writing is null && (_totals.Count > 0 || _texts.Count > 0 || _samples.Count > 0))
            {
                _writing = new FindingsBatch(Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString("N"), _totals, _samples)
                {
                    Texts = _texts,
                };
                (_totals, _texts, _samples) = ([], [], []);
            }

            return _writing;
        }
    }

    /// <summary>Records that the batch of <see cref="Next"/> is written.</summary>
    public void Written()
    {
        lock (_lock)
        {
            _writing = null;
        }
    }

    /// <summary>A copy of a student's totals that are not written.</summary>
    public IReadOnlyList<(TotalsKey Key, ShadowTotals Totals)> Unwritten(string model, string student)
    {
        lock (_lock)
        {
            return [.. Copies(_totals, model, student), .. Copies(_writing is null ? [] : _writing.Totals, model, student)];
        }
    }

    /// <summary>A student's comparisons that are not written.</summary>
    public IReadOnlyList<TextFinding> UnwrittenTexts(string model, string student)
    {
        lock (_lock)
        {
            return [.. _texts.Concat(_writing?.Texts ?? []).Where(text => text.Key.Model == model && text.Key.Student == student)];
        }
    }

    /// <summary>A copy of a student's totals of this process since its start, written or not.</summary>
    public IReadOnlyList<(TotalsKey Key, ShadowTotals Totals)> SinceStart(string model, string student)
    {
        lock (_lock)
        {
            return [.. Copies(_sinceStart, model, student)];
        }
    }

    /// <summary>For each model with samples that are not written: how many.</summary>
    public IReadOnlyList<(string Model, int Samples)> UnwrittenSamples()
    {
        lock (_lock)
        {
            return [.. _samples.Concat(_writing?.Samples ?? []).CountBy(sample => sample.Model).Select(count => (count.Key, count.Value))];
        }
    }

    /// <summary>Comparisons that are not written.</summary>
    public long UnwrittenComparisons
    {
        get
        {
            lock (_lock)
            {
                return _totals.Values.Concat(_writing?.Totals.Values ?? []).Sum(totals => totals.Student.Total)
                    + _texts.Concat(_writing?.Texts ?? []).Count(text => text.IsOutcome);
            }
        }
    }

    /// <summary>Forgets totals from before a time.</summary>
    public void Forget(DateTimeOffset before)
    {
        lock (_lock)
        {
            foreach (var key in _sinceStart.Keys.Where(key => key.Hour < before).ToArray())
            {
                _sinceStart.Remove(key);
            }
        }
    }

    private static ShadowTotals Of(Dictionary<TotalsKey, ShadowTotals> totals, TotalsKey key) =>
        totals.TryGetValue(key, out var found) ? found : totals[key] = new ShadowTotals();

    private static IEnumerable<(TotalsKey Key, ShadowTotals Totals)> Copies(
        IEnumerable<KeyValuePair<TotalsKey, ShadowTotals>> totals,
        string model,
        string student
    )
    {
        foreach ((var key, var found) in totals.Where(entry => entry.Key.Model == model && entry.Key.Student == student))
        {
            var copy = new ShadowTotals();
            copy.Merge(found);
            yield return (key, copy);
        }
    }
}
