using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Tasks;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Manifests;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Cascade;
using TransformerService.Shadow.Records;
using TransformerService.Shadow.Sampling;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;
using TransformerService.Shadow.Tests.Lanes;
using Xunit;

namespace TransformerService.Shadow.Tests.Cascade;

/// <summary>A lane whose budget is half of the texts: of two texts one can be escalated.</summary>
public sealed class CascadeLaneTests : IAsyncDisposable
{
    private readonly SetTeacher _teacher = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CascadeMeters _meters = new(null);
    private readonly FakeLogger _log = new();
    private readonly CascadeLane _lane;

    public CascadeLaneTests() =>
        _lane = new CascadeLane(
            new CheckedModel("m", ModelTask.TextClassification, null),
            _teacher,
            new ManifestCascade { Budget = 0.5, MaxWait = TimeSpan.FromSeconds(2) },
            mostAtOnce: 100,
            _meters,
            _time,
            _log
        );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ReplacementTerms Unlimited => new(RequestAccount.Own(RunPriority.Normal, _time));

    public async ValueTask DisposeAsync()
    {
        await _lane.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task DecideAsync_MoreRiskyTextsThanTheBudget_AsksAboutTheRiskiest()
    {
        var escalation = await DecideAsync(0.55, 0.1, 0.7, 0.6);

        _teacher.Asked.ShouldBe(["2", "3"]);
        escalation.Version.ShouldBe("v1");
        escalation.Outcomes.Select(outcome => outcome.IsEscalated).ShouldBe([false, false, true, true]);
        escalation.Answers.Select(answer => answer?.Labels?[0].Score).ShouldBe([null, null, 0.8, 0.8]);
        escalation.Outcomes[0].Refusal.ShouldBe(EscalationRefusal.BudgetSpent);
        escalation.Outcomes[1].Refusal.ShouldBeNull();
        escalation.Outcomes.ShouldAllBe(outcome => !outcome.IsCalibrated);
        (_lane.Counts.Texts, _lane.Counts.Escalated, _lane.Counts.Refused(EscalationRefusal.BudgetSpent)).ShouldBe((4L, 2L, 1L));
    }

    [Fact]
    public async Task DecideAsync_TeacherThatFails_LeavesItAloneForAWhileAndSaysSoOnce()
    {
        _teacher.Failure = new BadImageFormatException("no");
        (await DecideAsync(0.7, 0.1)).Outcomes[0].Refusal.ShouldBe(EscalationRefusal.TeacherAway);
        (await DecideAsync(0.7, 0.1)).Outcomes[0].Refusal.ShouldBe(EscalationRefusal.TeacherAway);
        _teacher.Asked.ShouldBe(["0"]);

        _time.Advance(CascadeLane.Pause);
        (await DecideAsync(0.7, 0.1)).Outcomes[0].Refusal.ShouldBe(EscalationRefusal.TeacherAway);
        _teacher.Asked.ShouldBe(["0", "0"]);

        _teacher.Failure = null;
        _time.Advance(CascadeLane.Pause);
        (await DecideAsync(0.7, 0.1)).Outcomes[0].IsEscalated.ShouldBeTrue();
        _log.Collector.GetSnapshot()
            .Select(record => record.Message)
            .ShouldBe([
                "The teacher of m does not answer what its cascade escalates: BadImageFormatException. The student's answers are served until it does.",
                "The teacher of m answers again what its cascade escalates.",
            ]);
    }

    [Theory]
    [InlineData(InferenceError.InvalidInput)]
    [InlineData(InferenceError.InputTooLarge)]
    [InlineData(InferenceError.Overloaded)]
    public async Task DecideAsync_TextThatTheTeacherRefuses_DoesNotPauseIt(InferenceError error)
    {
        _teacher.Failure = new InferenceException(error, "no");
        (await DecideAsync(0.7, 0.1)).Outcomes[0].Refusal.ShouldBe(EscalationRefusal.TeacherBusy);

        _teacher.Failure = null;
        (await DecideAsync(0.7, 0.1)).Outcomes[0].IsEscalated.ShouldBeTrue();
        _log.Collector.GetSnapshot().ShouldBeEmpty();
    }

    [Fact]
    public async Task DecideAsync_TeacherThatIsLate_ServesTheStudentAndPauses()
    {
        var gate = new TaskCompletionSource();
        _teacher.Gate = gate.Task;
        var decision = DecideAsync(0.7, 0.1);
        decision.IsCompleted.ShouldBeFalse();

        _time.Advance(_lane.Settings.MaxWait);
        var escalation = await decision;
        escalation.Outcomes[0].Refusal.ShouldBe(EscalationRefusal.TimeShort);
        escalation.Version.ShouldBeNull();
        gate.SetResult();

        (await DecideAsync(0.7, 0.1)).Outcomes[0].Refusal.ShouldBe(EscalationRefusal.TeacherAway);
    }

    [Fact]
    public async Task DecideAsync_CallerThatLeaves_Throws()
    {
        _teacher.Gate = new TaskCompletionSource().Task;
        using var caller = new CancellationTokenSource();
        var decision = _lane.DecideAsync([Sample(0, 0.7), Sample(1, 0.1)], Cost, Unlimited, caller.Token);
        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(decision);
    }

    [Fact]
    public async Task DecideAsync_NoRoomInTheRequest_SpendsNothing()
    {
        var most = new RequestAdmission(new() { MaxRowsPerRequest = 1 }, _time);
        using (var account = most.Enter(null, 10, TimeSpan.FromMinutes(1)))
        {
            account.CountRow();
            var escalation = await _lane.DecideAsync([Sample(0, 0.7), Sample(1, 0.1)], Cost, new ReplacementTerms(account), Token);
            escalation.Outcomes[0].Refusal.ShouldBe(EscalationRefusal.LimitReached);
            _teacher.Asked.ShouldBeEmpty();
        }

        // Both of the next two: one was saved.
        (await DecideAsync(0.7, 0.7)).Outcomes.ShouldAllBe(outcome => outcome.IsEscalated);
    }

    [Fact]
    public async Task DecideAsync_NoTimeLeft_AsksNothing()
    {
        using var account = new RequestAdmission(new(), _time).Enter(null, 10, TimeSpan.FromMilliseconds(1));

        var escalation = await _lane.DecideAsync([Sample(0, 0.7), Sample(1, 0.1)], Cost, new ReplacementTerms(account), Token);

        escalation.Outcomes[0].Refusal.ShouldBe(EscalationRefusal.TimeShort);
        _teacher.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task DecideAsync_Fit_HoldsForItsPairOfVersionsAlone()
    {
        _lane.Fits = new Dictionary<string, CascadeFitOf> { ["student"] = new("v1", Calibration(), default, new DifferenceCount(1, 50)) };

        var escalation = await DecideAsync(0.7, 0.1);
        escalation.Outcomes.ShouldAllBe(outcome => outcome.IsCalibrated);
        var report = _lane.Report("student");
        (report.Fit.ShouldNotBeNull().Findings, report.Later.Findings, report.Later.Differing).ShouldBe((400, 50L, 1L));
        _lane.Report("another").Fit.ShouldBeNull();

        // The teacher's version changes while it is asked: its answer is served, and the fit says nothing of it.
        _teacher.Version = "v2";
        escalation = await DecideAsync(0.7, 0.1);
        escalation.Outcomes.Select(outcome => outcome.IsCalibrated).ShouldBe([false, true]);
        _lane.FitOf("student").ShouldBeNull();
        (await DecideAsync(0.7, 0.1)).Outcomes.ShouldAllBe(outcome => !outcome.IsCalibrated);
    }

    private static RiskCalibration Calibration() =>
        RiskCalibration
            .Of(
                [
                    .. Enumerable
                        .Range(0, 400)
                        .Select(number => new RiskFinding(
                            [number / 400.0, 0, 0, 0],
                            number % 10 == 0 && number > 200,
                            number % 2 == 0,
                            default
                        )),
                ],
                0.5,
                0.001,
                default
            )
            .ShouldNotBeNull();

    private Task<Escalation> DecideAsync(params double[] risks) =>
        _lane.DecideAsync([.. risks.Select((risk, index) => Sample(index, risk))], Cost, Unlimited, Token);

    private static ReplacementCost Cost(int index) => new(1, 10, 10, 100);

    /// <summary>A text that is its index, whose best label has the score that makes the student's own risk as large.</summary>
    private static ShadowSample Sample(int index, double risk) =>
        Samples.Of($"{index}") with
        {
            Student = new SampleAnswer([
                new LabelScore("joy", 1 - risk),
                .. Enumerable.Range(1, 3).Select(other => new LabelScore($"other {other}", risk / 3)),
            ]),
        };
}
