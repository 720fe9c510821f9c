using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Admission;

public sealed class RequestAdmissionTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Enter_PlaceLeft_IsThereForTheNext()
    {
        var admission = Admission(places: 2);
        using var first = Enter(admission);
        Enter(admission).Dispose();
        using var second = Enter(admission);

        Should.Throw<InferenceException>(() => Enter(admission)).Error.ShouldBe(InferenceError.Overloaded);
    }

    [Fact]
    public void Enter_Full_SaysWhenThoseInWorkWillHaveBeenAnswered()
    {
        const int Most = 40;
        var admission = Admission(Most);
        var inWork = new Queue<RequestAccount>(Enumerable.Range(0, Most).Select(_ => Enter(admission)));
        for (var request = 0; request < 500; request++)
        {
            // Two answers a second.
            _time.Advance(TimeSpan.FromSeconds(0.5));
            var done = inWork.Dequeue();
            done.Answered();
            done.Dispose();
            inWork.Enqueue(Enter(admission));
        }

        var wait = Should.Throw<InferenceException>(() => Enter(admission)).RetryAfter.ShouldNotBeNull();
        wait.TotalSeconds.ShouldBe(20, 1);
    }

    [Fact]
    public void Enter_RequestsThatFailedAtOnce_DoNotMakeTheServerLookFast()
    {
        var admission = Admission(places: 1);
        var slow = Enter(admission);
        _time.Advance(TimeSpan.FromSeconds(30));
        slow.Answered();
        slow.Dispose();
        for (var request = 0; request < 100; request++)
        {
            Enter(admission).Dispose();
        }

        using var last = Enter(admission);
        Should.Throw<InferenceException>(() => Enter(admission)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Enter_OneCallerTakesAllItCan_OthersFindPlaces()
    {
        var admission = Admission(places: 512);

        Fill(admission, new RequestCaller("a", "a1")).ShouldBeInRange(256, 384);

        // The caller's other connections, and other callers, each find some.
        Fill(admission, new RequestCaller("a", "a2")).ShouldBeGreaterThan(0);
        Fill(admission, new RequestCaller("b", "b1")).ShouldBeGreaterThanOrEqualTo(32);
        Fill(admission, new RequestCaller("c", "c1")).ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Next_SeveralRequestsOfOneCall_TakeOnePlaceAndHoldAllAnswers()
    {
        var admission = Admission(places: 1, answerBytes: 1_000);
        using (var hold = new RequestHold())
        {
            for (var request = 0; request < 3; request++)
            {
                hold.Next();
                var account = admission.Enter(null, characters: 10, Time);
                hold.Keep(account);
                account.TakeAnswer(50);
            }

            admission.InWork.ShouldBe((1, 10, 150));
        }

        admission.InWork.ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Enter_CallerOverItsShare_IsToldSo()
    {
        var admission = Admission(places: 8);
        Fill(admission, new RequestCaller("a"));
        var refused = Should.Throw<InferenceException>(() => Enter(admission, new RequestCaller("a")));
        refused.Error.ShouldBe(InferenceError.Overloaded);
        refused.Message.ShouldBe(
            "This caller, or its connection, has its share of the server's 8 requests in work (Inference:MaxConcurrentRequests); wait for answers before sending more."
        );
        refused.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public void Enter_MoreCharactersThanThereAre_IsRefusedByTheRightNameAndSmallRequestsAreLetIn()
    {
        var admission = Admission(places: 512, characters: 1_000_000);
        var caller = new RequestCaller("a");
        admission.Enter(caller, 400_000, Time);

        var refused = Should.Throw<InferenceException>(() => admission.Enter(caller, 400_000, Time));
        refused.Error.ShouldBe(InferenceError.Overloaded);
        refused.Message.ShouldContain("Inference:MaxConcurrentCharacters is 1000000");
        Should.Throw<InferenceException>(() => admission.Enter(caller, 500_001, Time)).Error.ShouldBe(InferenceError.InputTooLarge);
        admission.Enter(caller, 1_000, Time);
        admission.InWork.ShouldBe((2, 401_000, 0));
    }

    [Fact]
    public void TakeAnswer_AnswersThatNobodyTakes_AreBoundedAndGivenBack()
    {
        var admission = Admission(places: 512, answerBytes: 1_000_000);
        RequestAccount first = Enter(admission, new RequestCaller("a")),
            second = Enter(admission, new RequestCaller("a")),
            other = Enter(admission, new RequestCaller("b"));
        first.TakeAnswer(400_000);

        Should.Throw<InferenceException>(() => second.TakeAnswer(200_000)).Message.ShouldContain("Inference:MaxConcurrentAnswerBytes");
        second.TakeAnswer(1_000);
        other.TakeAnswer(200_000);
        admission.InWork.AnswerBytes.ShouldBe(601_000);
        foreach (var account in new[] { first, first, second, other })
        {
            account.Dispose();
        }

        admission.InWork.ShouldBe((0, 0, 0));
    }

    private static int Fill(RequestAdmission admission, RequestCaller caller)
    {
        for (var places = 0; ; places++)
        {
            try
            {
                Enter(admission, caller);
            }
            catch (InferenceException)
            {
                return places;
            }
        }
    }

    private static RequestAccount Enter(RequestAdmission admission, RequestCaller? caller = null) =>
        admission.Enter(caller, characters: 0, Time);

    private RequestAdmission Admission(int places, long? characters = null, long? answerBytes = null) =>
        new(
            new InferenceOptions
            {
                MaxConcurrentRequests = places,
                MaxConcurrentCharacters = characters,
                MaxConcurrentAnswerBytes = answerBytes,
            },
            _time
        );
}
