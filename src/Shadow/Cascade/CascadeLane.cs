using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TransformerService.Evaluation.Metrics;
using TransformerService.Inference.Tasks;
using TransformerService.Models.Manifests;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Cascade;

/// <summary>
/// Decides which of one model's texts the teacher answers, and asks it. It never throws for a teacher: whatever happens to it, the student's
/// answer stands. Thread-safe.
/// </summary>
internal sealed class CascadeLane : IAsyncDisposable
{
    /// <summary>After a failure the teacher is left alone for this time: a call that it cannot answer would only wait.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private const int MostVersions = 8;

    /// <summary>What of the time that a request has left the teacher may take.</summary>
    private const double ShareOfTimeLeft = 0.9;

    /// <summary>With less time the teacher is not asked.</summary>
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(5);

    private readonly CheckedModel _model;
    private readonly IVariantClient _teacher;
    private readonly EscalationBudget _budget;

    /// <summary>By the student's version, while it has no fit: risks of another version, or of a fit, are of another scale.</summary>
    private readonly ConcurrentDictionary<string, RecentRisks> _recent = new(StringComparer.Ordinal);
    private readonly CascadeMeters _meters;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private int _fails;
    private long _away = long.MinValue;
    private volatile string? _teacherVersion;
    private volatile IReadOnlyDictionary<string, CascadeFitOf> _fits = new Dictionary<string, CascadeFitOf>();

    public CascadeLane(
        CheckedModel model,
        IVariantClient teacher,
        ManifestCascade settings,
        int mostAtOnce,
        CascadeMeters meters,
        TimeProvider timeProvider,
        ILogger logger
    )
    {
        (_model, _teacher, Settings, _meters, _timeProvider, _logger) = (model, teacher, settings, meters, timeProvider, logger);
        _budget = new EscalationBudget(settings.Budget, mostAtOnce);
        meters.Begin(model.Name, model.Task);
    }

    /// <summary>Budget, bound and wait.</summary>
    public ManifestCascade Settings { get; }

    /// <summary>What became of its texts.</summary>
    public CascadeCounts Counts { get; } = new();

    /// <summary>The teacher's version; <see langword="null"/> while it is unknown.</summary>
    public string? TeacherVersion => _teacher.Status.Version ?? _teacherVersion;

    /// <summary>What is calibrated now, by the student's version. A fit is never used for another version of student or teacher.</summary>
    public IReadOnlyDictionary<string, CascadeFitOf> Fits
    {
        get => _fits;
        set => _fits = value;
    }

    /// <summary>The fit of a student's version against the teacher's that answers now; <see langword="null"/> if there is none.</summary>
    public CascadeFitOf? FitOf(string student) =>
        _fits.TryGetValue(student, out var fit) && (TeacherVersion is not { } teacher || teacher == fit.Teacher) ? fit : null;

    /// <summary>Reports on the cascade of a student's version.</summary>
    public CascadeReport Report(string student)
    {
        var fit = FitOf(student);
        var later = _fits.TryGetValue(student, out var known) ? known.Later : default;
        return new CascadeReport(
            Settings.Budget,
            Settings.Alpha,
            fit?.Calibration.Threshold ?? RecentOf(student).Threshold,
            fit?.Calibration.Report,
            Counts.Texts,
            Counts.Escalated,
            Enum.GetValues<EscalationRefusal>().ToDictionary(CascadeMeters.NameOf, Counts.Refused),
            new CascadeLater(later.Total, later.Differing, BinomialBound.Upper(later.Differing, later.Total, RiskCalibration.Delta))
        );
    }

    /// <summary>Decides about a request's texts, and asks the teacher about those over the threshold, the riskiest first.</summary>
    /// <param name="samples">The texts with the student's answers. They run together.</param>
    /// <param name="cost">What a text took, by its index.</param>
    /// <param name="terms">What may be taken of the request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public async Task<Escalation> DecideAsync(
        IReadOnlyList<ShadowSample> samples,
        Func<int, ReplacementCost> cost,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    )
    {
        var fit = FitOf(samples[0].StudentVersion);
        var recent = fit is null ? RecentOf(samples[0].StudentVersion) : null;
        var outcomes = new CascadeOutcome[samples.Count];
        var threshold = fit?.Calibration.Threshold ?? recent?.Threshold ?? 1;
        for (var index = 0; index < samples.Count; index++)
        {
            var risk = RiskSigns.Of(samples[index]) is { } signs ? (fit?.Calibration.Risk ?? RiskModel.Own).Of(signs) : 0;
            outcomes[index] = new CascadeOutcome(risk, fit is not null, false);
            recent?.Add(risk);
        }

        int[] wanted =
        [
            .. Enumerable
                .Range(0, samples.Count)
                .Where(index => outcomes[index].Risk > threshold)
                .OrderByDescending(index => outcomes[index].Risk),
        ];
        var (asked, said) = await AskAsync(samples, wanted, outcomes, cost, terms, cancellationToken);
        var answers = new SampleAnswer?[samples.Count];
        for (var place = 0; place < asked.Length; place++)
        {
            // If the teacher changed meanwhile, the fit says nothing of it.
            var index = asked[place];
            var isCalibrated = fit is not null && said?.Version == fit.Teacher;
            (answers[index], outcomes[index]) = (said?.Answers[place], outcomes[index] with { IsCalibrated = isCalibrated });
        }

        foreach (var outcome in outcomes)
        {
            Counts.Add(outcome);
            _meters.Count(_model.Name, _model.Task, NameOf(outcome));
        }

        return new Escalation(outcomes, answers, said?.Version);
    }

    public ValueTask DisposeAsync() => _teacher.DisposeAsync();

    /// <summary>Asks about those of the wanted texts that the budget and the request allow.</summary>
    private async Task<(int[] Asked, TeacherAnswers? Answers)> AskAsync(
        IReadOnlyList<ShadowSample> samples,
        int[] wanted,
        CascadeOutcome[] outcomes,
        Func<int, ReplacementCost> cost,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    )
    {
        // A text that cannot be asked about spends nothing; all that are served earn.
        var wait = terms.TimeLeft is { } left && left * ShareOfTimeLeft < Settings.MaxWait ? left * ShareOfTimeLeft : Settings.MaxWait;
        EscalationRefusal? all =
            terms.TimeLeft * ShareOfTimeLeft < LeastWait ? EscalationRefusal.TimeShort
            : _timeProvider.GetTimestamp() < Volatile.Read(ref _away) ? EscalationRefusal.TeacherAway
            : null;
        var (allowed, noRoom) = _budget.Take(samples.Count, all is null ? wanted.Length : 0, terms.Caller);
        Refuse(wanted[allowed..], all ?? EscalationRefusal.BudgetSpent);
        if (all is null)
        {
            Refuse(wanted[allowed..(allowed + noRoom)], EscalationRefusal.TeacherBusy);
        }

        int[] asked = [.. wanted[..allowed].Where(index => terms.TryCharge(cost(index)))];
        Refuse([.. wanted[..allowed].Except(asked)], EscalationRefusal.LimitReached);
        _budget.Done(allowed - asked.Length, asked: false, terms.Caller);
        if (asked.Length == 0)
        {
            return ([], null);
        }

        try
        {
            using var timeout = new CancellationTokenSource(wait, _timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var question = TeacherQuestions.AskAsync(_teacher, [.. asked.Select(index => samples[index])], either.Token);
            var answers = await question.WaitAsync(either.Token);
            _teacherVersion = answers.Version;
            Volatile.Write(ref _away, long.MinValue);
            if (Interlocked.Exchange(ref _fails, 0) == 1)
            {
                CascadeLog.TeacherBack(_logger, _model.Name);
            }

            Array.ForEach(asked, index => outcomes[index] = outcomes[index] with { IsEscalated = true });
            return (asked, answers);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of the teacher: whatever it throws, the student's answers stand. A wait that the request itself cut short, and a
            // text that the teacher does not take, say nothing about the teacher.
            var isLate = exception is OperationCanceledException;
            if (isLate ? wait == Settings.MaxWait : _teacher.IsOfTheTeacher(exception))
            {
                Volatile.Write(ref _away, _timeProvider.GetTimestamp() + (long)(Pause.TotalSeconds * _timeProvider.TimestampFrequency));
                if (Interlocked.Exchange(ref _fails, 1) == 0)
                {
                    CascadeLog.TeacherFailed(_logger, _model.Name, exception.GetType().Name);
                }
            }

            Refuse(
                asked,
                isLate ? EscalationRefusal.TimeShort
                    : _teacher.IsOfTheTeacher(exception) ? EscalationRefusal.TeacherAway
                    : EscalationRefusal.TeacherBusy
            );
            return ([], null);
        }
        finally
        {
            _budget.Done(asked.Length, asked: true);
        }

        void Refuse(int[] texts, EscalationRefusal refusal) =>
            Array.ForEach(texts, index => outcomes[index] = outcomes[index] with { Refusal = refusal });
    }

    private RecentRisks RecentOf(string student)
    {
        if (_recent.Count > MostVersions)
        {
            _recent.Clear(); // versions that answered long ago
        }

        return _recent.GetOrAdd(student, _ => new RecentRisks(Settings.Budget));
    }

    private static string NameOf(CascadeOutcome outcome) =>
        outcome.IsEscalated ? CascadeMeters.Escalated
        : outcome.Refusal is { } refusal ? CascadeMeters.NameOf(refusal)
        : CascadeMeters.Kept;
}

/// <summary>What was decided about a request's texts.</summary>
/// <param name="Outcomes">Of each text.</param>
/// <param name="Answers">The teacher's, by the text's index; <see langword="null"/> where the student's stands.</param>
/// <param name="Version">The version that answered them; <see langword="null"/> if the teacher answered none.</param>
internal sealed record Escalation(IReadOnlyList<CascadeOutcome> Outcomes, IReadOnlyList<SampleAnswer?> Answers, string? Version);
