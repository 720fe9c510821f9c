using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TransformerService.Shadow.Comparison;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Slices;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Lanes;

/// <summary>Asks a model's teacher about samples, compares, and records findings. A failure is counted, and stops nothing.</summary>
internal sealed class SampleComparer : IAsyncDisposable
{
    /// <summary>Known texts that the teacher is not asked about again: about 4 MB.</summary>
    private const int MaxRecentTexts = 100_000;

    /// <summary>
    /// After this time the teacher is asked about a known text too: otherwise traffic of few texts would never show that its version has
    /// changed.
    /// </summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private readonly CheckedModel _model;
    private readonly SampleKeeper _keeper;
    private readonly NoiseMeter _noise;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly RecentTexts _recent = new(MaxRecentTexts);
    private readonly Neighbours _neighbours = new();
    private readonly TeacherHealth _health;
    private readonly CanaryMeter? _canary;
    private long? _asked;

    public SampleComparer(
        CheckedModel model,
        IVariantClient teacher,
        IFindings findings,
        SampleKeeper keeper,
        NoiseMeter noise,
        ShadowMeters meters,
        TimeProvider timeProvider,
        ILogger logger,
        IStudentVersions? versions = null
    )
    {
        (_model, Teacher, _keeper, _noise, _timeProvider, _logger) = (model, teacher, keeper, noise, timeProvider, logger);
        Counts = new SampleCounts(model, teacher, findings, meters, timeProvider);
        _health = new TeacherHealth(model.Name, logger);
        _canary = versions is null ? null : new CanaryMeter(model.Name, versions, Counts, _recent, logger);
    }

    public string Model => _model.Name;

    public IVariantClient Teacher { get; }

    /// <summary>Counts what becomes of the samples.</summary>
    public SampleCounts Counts { get; }

    /// <summary>Asks the teacher about samples that run together, and compares. A repeated text is only counted as repeated.</summary>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async Task JudgeAsync(IReadOnlyList<ShadowSample> all, CancellationToken cancellationToken)
    {
        (var samples, var twins) = New(all);
        if (samples.Count == 0)
        {
            return;
        }

        _asked = _timeProvider.GetTimestamp();
        using var span = ShadowSpans.Start(Model, _model.Task, samples);
        TeacherAnswers answers;
        try
        {
            answers = await TeacherQuestions.AskAsync(Teacher, samples, cancellationToken);
            Counts.Answered(answers.Version);
            _health.Worked();
        }
        catch (Exception exception)
        {
            // The boundary of the teacher: whatever it throws, these samples have failed, and the next ones are tried.
            if (cancellationToken.IsCancellationRequested)
            {
                Array.ForEach([.. samples, .. twins], sample => Counts.Dropped(sample.StudentVersion, 1));
                throw new OperationCanceledException(cancellationToken);
            }

            _health.Failed(exception);
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().Name);
            Array.ForEach([.. samples, .. twins], Counts.Failed);
            return;
        }

        int[] compared =
        [
            .. Enumerable.Range(0, samples.Count).Where(index => Compare(samples[index], answers.Answers[index], answers.Version)),
        ];
        twins.ForEach(twin => Counts.Repeated(twin, answers.Version));
        if (_canary is not null)
        {
            await _canary.MeasureAsync(samples, answers, cancellationToken);
        }

        await _noise.MeasureAsync(Teacher, Counts, samples, compared, answers, cancellationToken);
    }

    /// <summary>Records an unexpected failure of a batch. It is logged once, until a teacher answers again.</summary>
    public void Broke(Exception exception) => _health.Failed(exception);

    public ValueTask DisposeAsync() => Teacher.DisposeAsync();

    /// <summary>
    /// Separates the samples to ask about from those with the same text as one of these. Known texts are counted, and are in neither
    /// list.
    /// </summary>
    private (List<ShadowSample> New, List<ShadowSample> Twins) New(IReadOnlyList<ShadowSample> samples)
    {
        var teacher = Counts.TeacherVersion;
        var looksAgain = _asked is not { } asked || _timeProvider.GetElapsedTime(asked) >= LookAgain;
        HashSet<TextMark> marks = [];
        List<ShadowSample> found = [],
            twins = [];
        foreach (var sample in samples)
        {
            try
            {
                var mark = Counts.Mark(sample, teacher);
                if (_recent.Contains(mark) && !(looksAgain && found.Count == 0) && _canary?.Wants(sample, teacher) != true)
                {
                    Counts.Repeated(sample, teacher);
                }
                else
                {
                    (marks.Add(mark) ? found : twins).Add(sample);
                }
            }
            catch (Exception exception)
            {
                CannotBeCompared(sample, exception);
            }
        }

        return (found, twins);
    }

    /// <summary>Whether the sample was compared; not if its text was compared before, or cannot be compared.</summary>
    private bool Compare(ShadowSample sample, SampleAnswer teacher, string teacherVersion)
    {
        try
        {
            var mark = Counts.Mark(sample, teacherVersion);
            if (_recent.Contains(mark))
            {
                Counts.Repeated(sample, teacherVersion);
                return false;
            }

            var comparison = sample.Compare(sample.Student, teacher);
            if (sample.Student.Vector is { } vector && teacher.Vector is { } reference)
            {
                comparison = _neighbours.Add(comparison, vector, reference);
            }

            var slices = TextSlices.Of(
                new SliceInput(sample.Text, sample.InputTokens, sample.UnknownPieces())
                {
                    Pair = sample.Pair,
                    Languages = _model.Languages,
                    TeacherLabel = teacher.Labels?[0].Label,
                }
            );
            var kept = _keeper.Keep(Model, sample, teacher, teacherVersion, comparison, slices);

            // Last, so that whatever the meters count is also kept.
            Counts.Compared(sample, teacherVersion, comparison, slices, kept);
            _recent.Add(mark);
            return true;
        }
        catch (Exception exception)
        {
            CannotBeCompared(sample, exception);
            return false;
        }
    }

    /// <summary>The boundary of one sample: a text that the comparison cannot handle must not end the lane.</summary>
    private void CannotBeCompared(ShadowSample sample, Exception exception)
    {
        ShadowLog.ComparisonFailed(_logger, Model, exception.GetType().Name, exception.StackTrace?.TrimStart());
        Counts.Failed(sample);
    }
}
