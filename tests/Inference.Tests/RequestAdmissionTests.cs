using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Models.Errors;
using Xunit;

namespace TransformerService.Inference.Tests;

public sealed class RequestAdmissionTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Enter_PlaceLeft_IsThereForTheNext()
    {
        var admission = new RequestAdmission(2, _time);
        using RequestAdmission.Place first = admission.Enter();
        admission.Enter().Dispose();
        using RequestAdmission.Place second = admission.Enter();

        Should.Throw<InferenceException>(admission.Enter).Error.ShouldBe(InferenceError.Overloaded);
    }

    [Fact]
    public void Enter_Full_SaysWhenThoseInWorkWillHaveBeenAnswered()
    {
        const int Most = 40;
        var admission = new RequestAdmission(Most, _time);
        var inWork = new Queue<RequestAdmission.Place>(Enumerable.Range(0, Most).Select(_ => admission.Enter()));
        for (int request = 0; request < 500; request++)
        {
            // Two answers a second.
            _time.Advance(TimeSpan.FromSeconds(0.5));
            RequestAdmission.Place done = inWork.Dequeue();
            done.Answered();
            done.Dispose();
            inWork.Enqueue(admission.Enter());
        }

        TimeSpan wait = Should.Throw<InferenceException>(admission.Enter).RetryAfter.ShouldNotBeNull();
        wait.TotalSeconds.ShouldBe(20, 1);
    }

    [Fact]
    public void Enter_RequestsThatFailedAtOnce_DoNotMakeTheServerLookFast()
    {
        var admission = new RequestAdmission(1, _time);
        RequestAdmission.Place slow = admission.Enter();
        _time.Advance(TimeSpan.FromSeconds(30));
        slow.Answered();
        slow.Dispose();
        for (int request = 0; request < 100; request++)
        {
            admission.Enter().Dispose();
        }

        using RequestAdmission.Place last = admission.Enter();
        Should.Throw<InferenceException>(admission.Enter).RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }
}
