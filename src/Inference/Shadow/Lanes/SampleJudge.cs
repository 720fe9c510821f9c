using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Shadow.Comparison;
using TransformerService.Inference.Shadow.Sampling;
using TransformerService.Inference.Shadow.Slices;
using TransformerService.Inference.Shadow.Store;
using TransformerService.Inference.Shadow.Teachers;
using TransformerService.Inference.Shadow.Telemetry;
using TransformerService.Models;

namespace TransformerService.Inference.Shadow.Lanes;

/// <summary>Asks a model's teacher about samples, compares, and hands over what was found. Whatever goes wrong is counted, and ends nothing.</summary>
internal sealed class SampleJudge : IAsyncDisposable
{
    private readonly IFindings _findings;
    private readonly SampleKeeper _keeper;
    private readonly NoiseMeter _noise;
    private readonly ShadowMeters _meters;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly string? _languages;
    private volatile string _teacherVersion = "";
    private bool _teacherFails;

    public SampleJudge(
        string model,
        ModelTask task,
        string? languages,
        ITeacher teacher,
        IFindings findings,
        SampleKeeper keeper,
        NoiseMeter noise,
        ShadowMeters meters,
        TimeProvider timeProvider,
        ILogger logger)
    {
        (Model, ModelTask, _languages, Teacher) = (model, task, languages, teacher);
        (_findings, _keeper, _noise, _meters, _timeProvider, _logger) = (findings, keeper, noise, meters, timeProvider, logger);
    }

    public string Model { get; }

    public ModelTask ModelTask { get; }

    public ITeacher Teacher { get; }

    /// <summary>The teacher's version: what it says it is, or the one that answered last; empty while none is known.</summary>
    public string TeacherVersion => Teacher.Status.Version ?? _teacherVersion;

    /// <summary>Counts texts that were chosen.</summary>
    public void Sampled(string studentVersion, int texts)
    {
        if (texts > 0)
        {
            _findings.Count(Key(studentVersion), totals => totals.AddSampled(texts));
        }
    }

    /// <summary>Counts samples that nobody will look at: they found the queue full, or the server stops.</summary>
    public void Dropped(string studentVersion, int texts)
    {
        if (texts > 0)
        {
            _meters.Dropped(Model, ModelTask, texts);
            _findings.Count(Key(studentVersion), totals => totals.AddDropped(texts));
        }
    }

    /// <summary>Has samples that run together answered by the teacher, and compares.</summary>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async Task JudgeAsync(IReadOnlyList<ShadowSample> samples, CancellationToken cancellationToken)
    {
        using Activity? span = ShadowSpans.Start(Model, ModelTask, samples);
        TeacherAnswers answers;
        try
        {
            answers = await TeacherQuestions.AskAsync(Teacher, samples, cancellationToken);
            _teacherVersion = answers.Version;
            TeacherWorks();
        }
        catch (Exception exception)
        {
            // The boundary of the teacher: whatever it does, these samples have failed and the next ones are asked.
            if (cancellationToken.IsCancellationRequested)
            {
                Drop(samples);
                throw new OperationCanceledException(cancellationToken);
            }

            TeacherFails(exception);
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().Name);
            foreach (ShadowSample sample in samples)
            {
                Fail(sample);
            }

            return;
        }

        for (int index = 0; index < samples.Count; index++)
        {
            Compare(samples[index], answers.Answers[index], answers.Version);
        }

        await _noise.MeasureAsync(this, samples, answers, cancellationToken);
    }

    /// <summary>How an answer differs from another to the same text.</summary>
    public static AnswerComparison Compare(ShadowSample sample, SampleAnswer checkedAnswer, SampleAnswer reference) =>
        checkedAnswer.Translation is { } translation && reference.Translation is { } other
            ? TranslationComparer.Compare(sample.Text, translation, other)
            : ClassificationComparer.Compare(checkedAnswer.Labels ?? [], reference.Labels ?? [], sample.Independent);

    /// <summary>Counts a comparison of the teacher with itself.</summary>
    public void CountNoise(ShadowSample sample, string teacherVersion, AnswerComparison comparison) =>
        _findings.Count(Key(sample.StudentVersion, teacherVersion), totals => totals.AddNoise(comparison));

    /// <summary>Notes what ended the work on a batch from outside of all that is expected; said once until a teacher answers again.</summary>
    public void Broke(Exception exception) => TeacherFails(exception);

    public ValueTask DisposeAsync() => Teacher.DisposeAsync();

    private void Compare(ShadowSample sample, SampleAnswer teacher, string teacherVersion)
    {
        try
        {
            AnswerComparison comparison = Compare(sample, sample.Student, teacher);
            IReadOnlyList<string> slices = TextSlices.Of(new SliceInput(sample.Text, sample.InputTokens, sample.UnknownPieces())
            {
                Pair = sample.Pair,
                Languages = _languages,
                TeacherLabel = teacher.Labels?[0].Label,
            });
            if (_keeper.Keep(Model, sample, teacher, teacherVersion, comparison, slices) is { } kept)
            {
                _findings.Keep(kept);
            }

            // Last: what is counted is kept, and measured.
            _meters.Compared(Model, ModelTask, comparison.Differs);
            _findings.Count(Key(sample.StudentVersion, teacherVersion), totals => totals.Add(comparison, slices));
        }
        catch (Exception exception)
        {
            // The boundary of one sample: a text that the comparison cannot take must not end the lane.
            Log.ComparisonFailed(_logger, Model, exception.GetType().Name, exception.StackTrace?.TrimStart());
            Fail(sample);
        }
    }

    private void Fail(ShadowSample sample)
    {
        _meters.Failed(Model, ModelTask, 1);
        _findings.Count(Key(sample.StudentVersion), totals => totals.AddFailed());
    }

    private void Drop(IReadOnlyList<ShadowSample> samples)
    {
        foreach (ShadowSample sample in samples)
        {
            Dropped(sample.StudentVersion, 1);
        }
    }

    /// <summary>Said once until it changes: a teacher that is away for hours must not fill the log.</summary>
    private void TeacherFails(Exception exception)
    {
        if (!_teacherFails)
        {
            _teacherFails = true;
            Log.TeacherFailed(_logger, Model, exception.GetType().Name);
        }
    }

    private void TeacherWorks()
    {
        if (_teacherFails)
        {
            _teacherFails = false;
            Log.TeacherBack(_logger, Model);
        }
    }

    private TotalsKey Key(string studentVersion, string? teacherVersion = null) =>
        TotalsKey.At(Model, studentVersion, teacherVersion ?? TeacherVersion, _timeProvider.GetUtcNow());
}
