using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TransformerService.Models;
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

    private readonly IFindings _findings;
    private readonly SampleKeeper _keeper;
    private readonly NoiseMeter _noise;
    private readonly ShadowMeters _meters;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly string? _languages;
    private readonly RecentTexts _recent = new(MaxRecentTexts);
    private readonly TeacherHealth _health;
    private volatile string _teacherVersion = "";
    private long? _asked;

    public SampleComparer(
        string model,
        ModelTask task,
        string? languages,
        IVariantClient teacher,
        IFindings findings,
        SampleKeeper keeper,
        NoiseMeter noise,
        ShadowMeters meters,
        TimeProvider timeProvider,
        ILogger logger
    )
    {
        (Model, ModelTask, _languages, Teacher) = (model, task, languages, teacher);
        (_findings, _keeper, _noise, _meters, _timeProvider, _logger) = (findings, keeper, noise, meters, timeProvider, logger);
        _health = new TeacherHealth(model, logger);
    }

    public string Model { get; }

    public ModelTask ModelTask { get; }

    public IVariantClient Teacher { get; }

    /// <summary>The teacher's version: the one that it reports, or the one that answered last; empty while it is unknown.</summary>
    public string TeacherVersion => Teacher.Status.Version ?? _teacherVersion;

    /// <summary>Counts texts that were chosen.</summary>
    public void Sampled(string studentVersion, int texts)
    {
        if (texts > 0)
        {
            _findings.Count(Key(studentVersion), totals => totals.AddSampled(texts));
        }
    }

    /// <summary>Counts samples that will not be compared: the queue was full, or the server stops.</summary>
    public void Dropped(string studentVersion, int texts)
    {
        if (texts > 0)
        {
            _meters.Dropped(Model, ModelTask, texts);
            _findings.Count(Key(studentVersion), totals => totals.AddDropped(texts));
        }
    }

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
        using var span = ShadowSpans.Start(Model, ModelTask, samples);
        TeacherAnswers answers;
        try
        {
            answers = await TeacherQuestions.AskAsync(Teacher, samples, cancellationToken);
            _teacherVersion = answers.Version;
            _health.Worked();
        }
        catch (Exception exception)
        {
            // The boundary of the teacher: whatever it throws, these samples have failed, and the next ones are tried.
            if (cancellationToken.IsCancellationRequested)
            {
                Drop([.. samples, .. twins]);
                throw new OperationCanceledException(cancellationToken);
            }

            _health.Failed(exception);
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().Name);
            foreach (var sample in (ShadowSample[])[.. samples, .. twins])
            {
                Fail(sample);
            }

            return;
        }

        int[] compared =
        [
            .. Enumerable.Range(0, samples.Count).Where(index => Compare(samples[index], answers.Answers[index], answers.Version)),
        ];
        twins.ForEach(twin => Repeat(twin, answers.Version));
        await _noise.MeasureAsync(this, samples, compared, answers, cancellationToken);
    }

    /// <summary>How an answer differs from another to the same text.</summary>
    public static AnswerComparison Compare(ShadowSample sample, SampleAnswer checkedAnswer, SampleAnswer reference) =>
        checkedAnswer.Translation is { } translation && reference.Translation is { } other
            ? TranslationComparer.Compare(sample.Text, translation, other)
            : ClassificationComparer.Compare(checkedAnswer.Labels ?? [], reference.Labels ?? [], sample.Independent);

    /// <summary>Counts a comparison of the teacher with itself.</summary>
    public void CountNoise(ShadowSample sample, string teacherVersion, AnswerComparison comparison) =>
        _findings.Add(
            new TextFinding(Key(sample.StudentVersion, teacherVersion), Mark(sample, teacherVersion).OfNoise, comparison, [])
            {
                IsNoise = true,
            }
        );

    /// <summary>Records an unexpected failure of a batch. It is logged once, until a teacher answers again.</summary>
    public void Broke(Exception exception) => _health.Failed(exception);

    public ValueTask DisposeAsync() => Teacher.DisposeAsync();

    /// <summary>
    /// Separates the samples to ask about from those with the same text as one of these. Known texts are counted, and are in neither
    /// list.
    /// </summary>
    private (List<ShadowSample> New, List<ShadowSample> Twins) New(IReadOnlyList<ShadowSample> samples)
    {
        var teacher = TeacherVersion;
        var looksAgain = _asked is not { } asked || _timeProvider.GetElapsedTime(asked) >= LookAgain;
        HashSet<TextMark> marks = [];
        List<ShadowSample> found = [],
            twins = [];
        foreach (var sample in samples)
        {
            try
            {
                var mark = Mark(sample, teacher);
                if (_recent.Contains(mark) && !(looksAgain && found.Count == 0))
                {
                    Repeat(sample, teacher);
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
            var mark = Mark(sample, teacherVersion);
            if (_recent.Contains(mark))
            {
                Repeat(sample, teacherVersion);
                return false;
            }

            var comparison = Compare(sample, sample.Student, teacher);
            var slices = TextSlices.Of(
                new SliceInput(sample.Text, sample.InputTokens, sample.UnknownPieces())
                {
                    Pair = sample.Pair,
                    Languages = _languages,
                    TeacherLabel = teacher.Labels?[0].Label,
                }
            );
            var kept = _keeper.Keep(Model, sample, teacher, teacherVersion, comparison, slices);

            // Last, so that whatever the meters count is also kept.
            _meters.Compared(Model, ModelTask, comparison.Differs);
            _findings.Add(
                new TextFinding(Key(sample.StudentVersion, teacherVersion), mark, comparison, slices) { SampleId = kept?.Id },
                kept
            );
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
        Fail(sample);
    }

    private TextMark Mark(ShadowSample sample, string teacherVersion) => TextMark.Of(Model, sample.StudentVersion, teacherVersion, sample);

    private void Repeat(ShadowSample sample, string teacherVersion)
    {
        _meters.Repeated(Model, ModelTask, 1);
        _findings.Count(Key(sample.StudentVersion, teacherVersion), totals => totals.AddRepeated());
    }

    private void Fail(ShadowSample sample)
    {
        _meters.Failed(Model, ModelTask, 1);
        _findings.Count(Key(sample.StudentVersion), totals => totals.AddFailed());
    }

    private void Drop(IReadOnlyList<ShadowSample> samples)
    {
        foreach (var sample in samples)
        {
            Dropped(sample.StudentVersion, 1);
        }
    }

    private TotalsKey Key(string studentVersion, string? teacherVersion = null) =>
        TotalsKey.At(Model, studentVersion, teacherVersion ?? TeacherVersion, _timeProvider.GetUtcNow());
}
