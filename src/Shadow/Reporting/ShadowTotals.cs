using TransformerService.Evaluation.Metrics;
using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Statistics;

namespace TransformerService.Shadow.Reporting;

/// <summary>
/// Sums over samples, for each model, student version, teacher version and hour. Sums of two processes, or of two hours, can be merged.
/// Not thread-safe.
/// </summary>
public sealed class ShadowTotals
{
    private readonly Dictionary<string, MetricSum> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DifferenceCount> _slices = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Student, string Teacher), long> _labels = [];
    private readonly Dictionary<string, PairedCount> _paired = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Against, double MaxRatio), DifferenceCount> _timed = [];

    /// <summary>Texts that were chosen.</summary>
    public long Sampled { get; private set; }

    /// <summary>Texts that found the queue full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Texts that the teacher did not answer.</summary>
    public long Failed { get; private set; }

    /// <summary>Repeated texts: a text counts once for a pair of versions.</summary>
    public long Repeated { get; private set; }

    /// <summary>Student against teacher.</summary>
    public DifferenceCount Student { get; private set; }

    /// <summary>Teacher against itself.</summary>
    public DifferenceCount Noise { get; private set; }

    /// <summary>Sums of the student's metrics, by name.</summary>
    internal IReadOnlyDictionary<string, MetricSum> Metrics => _metrics;

    /// <summary>The student's differences by kind of text.</summary>
    internal IReadOnlyDictionary<string, DifferenceCount> Slices => _slices;

    /// <summary>How often each pair of best labels occurred.</summary>
    internal IReadOnlyDictionary<(string Student, string Teacher), long> Labels => _labels;

    /// <summary>The student as a canary, by the version whose calls it shares.</summary>
    internal IReadOnlyDictionary<string, PairedCount> Paired => _paired;

    /// <summary>
    /// Of the student as a canary, by the version whose calls it shares and a multiple of that one's time: the texts that were timed, and
    /// those on which the canary took longer.
    /// </summary>
    internal IReadOnlyDictionary<(string Against, double MaxRatio), DifferenceCount> Timed => _timed;

    /// <summary>The student's confidence and the teacher's agreement.</summary>
    internal CalibrationBins Calibration { get; } = new();

    public void AddSampled(long texts = 1) => Sampled += texts;

    public void AddDropped(long texts = 1) => Dropped += texts;

    public void AddFailed(long texts = 1) => Failed += texts;

    public void AddRepeated(long texts = 1) => Repeated += texts;

    /// <summary>Adds a comparison of the student with the teacher.</summary>
    /// <param name="comparison">What differs.</param>
    /// <param name="slices">The slices that the text belongs to, each once.</param>
    public void Add(AnswerComparison comparison, IReadOnlyList<string> slices)
    {
        Student = Student.With(comparison.Differs);
        foreach ((var name, var value) in comparison.Metrics)
        {
            // One NaN would turn every later mean into NaN.
            if (double.IsFinite(value))
            {
                AddMetric(name, MetricSum.Of(value));
            }
        }

        foreach (var slice in slices)
        {
            _slices[slice] = _slices.GetValueOrDefault(slice).With(comparison.Differs);
        }

        if (comparison.Labels is { } labels)
        {
            AddLabels(labels.Student, labels.Teacher, 1);
            Calibration.Add(labels.StudentScore, labels.Agree);
        }
    }

    /// <summary>Adds a comparison of the teacher with itself.</summary>
    public void AddNoise(AnswerComparison comparison) => Noise = Noise.With(comparison.Differs);

    /// <summary>Adds a text that the student, as a canary, and the version whose calls it shares have both answered.</summary>
    internal void Add(PairedOutcome outcome) =>
        AddPaired(outcome.Against, default(PairedCount).With(outcome.CanaryDiffers, outcome.CurrentDiffers));

    /// <summary>Adds another's sums.</summary>
    public void Merge(ShadowTotals other)
    {
        AddCounts(other.Sampled, other.Dropped, other.Failed, other.Repeated, other.Student, other.Noise);
        foreach ((var name, var sum) in other._metrics)
        {
            AddMetric(name, sum);
        }

        foreach ((var slice, var count) in other._slices)
        {
            AddSlice(slice, count);
        }

        foreach (((var student, var teacher), var count) in other._labels)
        {
            AddLabels(student, teacher, count);
        }

        foreach ((var against, var count) in other._paired)
        {
            AddPaired(against, count);
        }

        foreach (((var against, var maxRatio), var count) in other._timed)
        {
            AddTimed(against, maxRatio, count);
        }

        for (var bin = 0; bin < CalibrationBins.DefaultBins; bin++)
        {
            Calibration.Add(bin, other.Calibration.Counts[bin], other.Calibration.Right[bin], other.Calibration.Confidence[bin]);
        }
    }

    /// <summary>All sums as JSON on one line; it contains no user text.</summary>
    public string ToJson() => TotalsJson.Write(this);

    /// <exception cref="FormatException">The text is not totals, or of a form that this version does not know.</exception>
    public static ShadowTotals FromJson(string json) => TotalsJson.Read(json);

    internal void AddCounts(long sampled, long dropped, long failed, long repeated, DifferenceCount student, DifferenceCount noise)
    {
        (Sampled, Dropped, Failed, Repeated) = (Sampled + sampled, Dropped + dropped, Failed + failed, Repeated + repeated);
        (Student, Noise) = (Student + student, Noise + noise);
    }

    internal void AddMetric(string name, MetricSum sum) => _metrics[name] = _metrics.GetValueOrDefault(name) + sum;

    internal void AddSlice(string slice, DifferenceCount count) => _slices[slice] = _slices.GetValueOrDefault(slice) + count;

    internal void AddPaired(string against, PairedCount count) => _paired[against] = _paired.GetValueOrDefault(against) + count;

    internal void AddTimed(string against, double maxRatio, DifferenceCount slower) =>
        _timed[(against, maxRatio)] = _timed.GetValueOrDefault((against, maxRatio)) + slower;

    internal void AddLabels(string student, string teacher, long count) =>
        _labels[(student, teacher)] = _labels.GetValueOrDefault((student, teacher)) + count;
}
