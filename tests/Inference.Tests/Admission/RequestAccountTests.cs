using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Configuration;
using Xunit;

namespace TransformerService.Inference.Tests.Admission;

public sealed class RequestAccountTests
{
    private const long Characters = 100,
        Work = 1_000,
        ManyBytes = 100_000_000;

    [Theory]
    [InlineData(50, 10, 500)] // the text's share of the request's work
    [InlineData(10, 400, 400)] // a kept answer took nothing: the least
    [InlineData(0, 0, 0)]
    public void TryAnswerAgain_Room_ChargesTheTextsShareOfTheWork(long characters, long leastWork, long expected)
    {
        using var account = Enter(new InferenceOptions());

        account.TryAnswerAgain(1, characters, leastWork, 100).ShouldBeTrue();

        account.Work.ShouldBe(Work + expected);
    }

    [Fact]
    public void TryAnswerAgain_NoRoomForRowsWorkOrAnswer_ChargesNothing()
    {
        using var rows = Enter(new InferenceOptions { MaxRowsPerRequest = 3 });
        rows.TryAnswerAgain(3, 50, 0, 100).ShouldBeFalse();
        rows.TryAnswerAgain(2, 50, 0, 100).ShouldBeTrue();

        using var work = Enter(new InferenceOptions { MaxTokensPerRequest = 1_500 });
        work.TryAnswerAgain(1, 51, 0, 100).ShouldBeFalse();
        work.Work.ShouldBe(Work);
        work.TryAnswerAgain(1, 50, 0, 100).ShouldBeTrue();
        work.TryAnswerAgain(1, 1, 0, 100).ShouldBeFalse();

        using var answers = Enter(new InferenceOptions { MaxConcurrentAnswerBytes = ManyBytes });
        answers.TryAnswerAgain(1, 50, 0, 2 * ManyBytes).ShouldBeFalse();
        answers.Work.ShouldBe(Work);
        answers.TryAnswerAgain(1, 50, 0, 100).ShouldBeTrue();
    }

    [Fact]
    public void TryAnswerAgain_AnswerThatWasSent_GivesItsMemoryBack()
    {
        var admission = new RequestAdmission(new InferenceOptions { MaxConcurrentAnswerBytes = ManyBytes }, new FakeTimeProvider());
        for (var request = 0; request < 10; request++)
        {
            using var account = admission.Enter(null, Characters, TimeSpan.FromMinutes(1));
            account.TryAnswerAgain(1, 50, 0, (long)(ManyBytes * 0.3)).ShouldBeTrue();
        }
    }

    /// <summary>A request of one row.</summary>
    private static RequestAccount Enter(InferenceOptions options)
    {
        var account = new RequestAdmission(options, new FakeTimeProvider()).Enter(null, Characters, TimeSpan.FromMinutes(1));
        account.CountRow();
        account.CheckWork(Work);
        return account;
    }
}
