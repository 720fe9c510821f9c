using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Usage;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization.Unicode;
using Xunit;

namespace TransformerService.Inference.Tests.Usage;

public sealed class UsageCounterTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 22, 30, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("a😀b", 3)]
    [InlineData("😀😀", 2)]
    [InlineData("e\u0301", 2)]
    public void CodePoints_Text_CountsThem(string text, int expected) => UnicodeText.CodePoints(text).ShouldBe(expected);

    /// <summary>All texts of up to six of a letter and the two kinds of surrogates, paired or not.</summary>
    [Fact]
    public void CodePoints_Surrogates_CountAsRunesDo()
    {
        List<string> texts = [""];
        for (var first = 0; texts[first].Length < 6; first++)
        {
            texts.AddRange(((char[])['a', (char)0xD83D, (char)0xDE00]).Select(next => texts[first] + next));
        }

        texts.Where(static text => UnicodeText.CodePoints(text) != text.EnumerateRunes().Count()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-11", true)]
    [InlineData("2000-01", true)]
    [InlineData("1999-12", false)]
    [InlineData("2026-13", false)]
    [InlineData("2026-00", false)]
    [InlineData("2026-1", false)]
    [InlineData("2026-11-01", false)]
    [InlineData(" 2026-11", false)]
    [InlineData("٢٠٢٦-١١", false)]
    [InlineData("9999-12", false)]
    [InlineData("-2026-11", false)]
    [InlineData("'; DROP TABLE usage_counts; --", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Month_Text_IsReadOrRefused(string? text, bool isMonth)
    {
        UsageMonth.TryParse(text, out var month).ShouldBe(isMonth);
        if (isMonth)
        {
            month.ToString().ShouldBe(text);
        }
    }

    [Fact]
    public void Begin_AnsweredCancelledAndFailed_CountsWhatWasDone()
    {
        var counter = new UsageCounter(_time);

        Ask(counter, "answered", entry => entry.Answered(40, 5, 6));
        Ask(counter, "cancelled", entry => entry.Ended(InferenceError.Cancelled, 30));
        Ask(counter, "late", entry => entry.Ended(InferenceError.TimedOut, 20));
        Ask(counter, "refused", entry => entry.Ended(InferenceError.Overloaded, 10));
        Ask(counter, "failed", static _ => { });

        Count(counter).ShouldBe(new UsageCount(3, 8 + 9 + 4, 5, 6, 90));
    }

    [Fact]
    public void Begin_RequestsOfAllKinds_CountTheirTextsOnce()
    {
        Characters(new ClassificationRequest(["ab"]) { TextPairs = ["cd😀"] }).ShouldBe(5);
        Characters(new RerankRequest("abc", ["d", "e"])).ShouldBe(5, "the query counts once");
        Characters(new EmbeddingRequest(["d", "e"]) { Prompt = "abc" }).ShouldBe(5, "the prompt counts once");
        Characters(new ClassificationRequest(["a"]) { Candidates = new CandidateLabels(["bc", "d"]) }).ShouldBe(4);
        Characters(new ClassificationRequest(["a"]) { Candidates = new CandidateLabels(["b"]) { Template = "It is {}." } }).ShouldBe(11);
        Characters(new ScoreRequest(["ab"], ["c"])).ShouldBe(3);
        Characters(new TranslationRequest(["a", "b"])).ShouldBe(2);
        Characters(
                new DetokenizationRequest([
                    [1, 2],
                ])
            )
            .ShouldBe(0);
        Characters(new DetectionRequest(["abc"])).ShouldBe(3);
        new UsageCounter(_time).Begin(From(new DetectionRequest(["abc"]) { IsPart = true }, "a"), "m").ShouldBeNull();
        new UsageCounter(_time).Begin(new TranslationRequest(["abc"]), "m").ShouldBeNull("code in the same process");
        new UsageCounter(_time, isEnabled: false).Begin(From(new TranslationRequest(["abc"]), "a"), "m").ShouldBeNull();
    }

    [Fact]
    public void Begin_MonthEnds_CountsUnderTheMonthInWhichARequestBegan()
    {
        var counter = new UsageCounter(_time);
        var before = counter.Begin(From(new TranslationRequest(["ab"]), "a"), "m");

        _time.Advance(TimeSpan.FromHours(2));
        Ask(counter, "c", entry => entry.Answered(0, 0, 0));
        before.ShouldNotBeNull().Answered(0, 0, 0);

        counter
            .Counted()
            .OrderBy(row => row.Slot, UsageSlot.Order)
            .Select(row => $"{row.Slot.Month} {row.Count.Characters}")
            .ShouldBe(["2026-11 2", "2026-12 1"]);
    }

    [Fact]
    public void Stored_MonthsThatAreOver_AreForgottenOnceTheyAreStored()
    {
        var counter = new UsageCounter(_time);
        Ask(counter, "ab", entry => entry.Answered(0, 0, 0));

        _time.Advance(TimeSpan.FromDays(100));
        counter.Stored([]);
        counter.Counted().ShouldHaveSingleItem("it is not stored yet");

        counter.Stored(counter.Unstored());
        counter.Counted().ShouldBeEmpty();
    }

    [Fact]
    public void Begin_MoreModelsThanAreCountedApart_ShareASlot()
    {
        var counter = new UsageCounter(_time);
        for (var model = 0; model < UsageCounter.MostSlots + 5; model++)
        {
            Ask(counter, "a", entry => entry.Answered(0, 0, 0), $"model {model}");
        }

        counter.Counted().Count.ShouldBe(UsageCounter.MostSlots + 1);
        counter.Counted().Single(row => row.Slot.Model == UsageCounter.OtherModels).Count.Requests.ShouldBe(5);
    }

    [Fact]
    public async Task Begin_ManyAtOnceAtTheQuota_AdmitsExactlyWhatIsLeft()
    {
        var counter = Limited(new UsageQuota(1_000, null));
        counter.Learn(counter.Month, new Dictionary<string, UsageCount> { ["a"] = new(1, 400, 0, 0, 0) });

        var admitted = await Task.WhenAll(
            Enumerable.Range(0, 400).Select(_ => Task.Run(() => Refusal(counter, "abc", entry => entry.Answered(0, 0, 0)) is null))
        );

        admitted.Count(static isAdmitted => isAdmitted).ShouldBe(200);
        Count(counter).Characters.ShouldBe(600);
    }

    [Fact]
    public void Begin_RequestThatDidNotCount_ReturnsItsCharacters()
    {
        var counter = Limited(new UsageQuota(10, null));

        for (var time = 0; time < 5; time++)
        {
            Refusal(counter, "0123456789", static _ => { }).ShouldBeNull();
        }

        Refusal(counter, "0123456789", entry => entry.Answered(0, 0, 0)).ShouldBeNull();
        Refusal(counter, "0", static _ => { }).ShouldNotBeNull();
        Refusal(counter, "", static _ => { }).ShouldBeNull("nothing is left, and nothing is asked");
    }

    [Fact]
    public void Begin_DetectionOfMoreThanIsLeft_IsRefusedBeforeAnyPartCounts()
    {
        var counter = Limited(new UsageQuota(4, null));

        counter.Begin(From(new DetectionRequest(["ab", "cd"]) { IsPart = true }, "a"), "m").ShouldBeNull();
        Should
            .Throw<InferenceException>(() => counter.Begin(From(new DetectionRequest(["abc", "cd"]) { IsPart = true }, "a"), "m"))
            .Error.ShouldBe(InferenceError.QuotaExceeded);

        Refusal(counter, "abcd", entry => entry.Answered(0, 0, 0)).ShouldBeNull("detection takes nothing");
    }

    [Fact]
    public void Begin_QuotaIsUsed_SaysWhenTheMonthEndsAndAdmitsAfterIt()
    {
        var counter = Limited(new UsageQuota(4, null));
        Refusal(counter, "abcd", entry => entry.Answered(0, 0, 0)).ShouldBeNull();

        var refusal = Refusal(counter, "e", static _ => { }).ShouldNotBeNull();
        refusal.Error.ShouldBe(InferenceError.QuotaExceeded);
        refusal.Message.ShouldContain("4 characters, of which 0 are left for the 1 of this request");
        refusal.Message.ShouldContain("2026-11, which ends at 2026-12-01T00:00:00Z");
        refusal.RetryAfter.ShouldBeNull("an hour and a half is too long to wait");

        _time.Advance(TimeSpan.FromHours(1));
        Refusal(counter, "e", static _ => { }).ShouldNotBeNull().RetryAfter.ShouldBe(TimeSpan.FromMinutes(30));

        _time.Advance(TimeSpan.FromHours(1));
        Refusal(counter, "abcd", entry => entry.Answered(0, 0, 0)).ShouldBeNull();
    }

    [Fact]
    public void Begin_UnitsAreUsed_RefusesTheNextRequest()
    {
        var counter = Limited(new UsageQuota(null, 100));

        Refusal(counter, "a", entry => entry.Answered(100, 0, 0)).ShouldBeNull();
        Refusal(counter, "a", static _ => { }).ShouldNotBeNull().Message.ShouldContain("100 units of work");
        Refusal(counter, "a", static _ => { }, "b").ShouldBeNull("another key");
    }

    [Fact]
    public void Hold_MoreUnitsThanAreLeft_IsRefusedAndReturnsThem()
    {
        var counter = Limited(new UsageQuota(null, 100));
        counter.Learn(counter.Month, new Dictionary<string, UsageCount> { ["a"] = new(1, 0, 0, 0, 10) });

        var first = counter.Begin(From(new TranslationRequest(["a"]), "a"), "m").ShouldNotBeNull();
        first.Hold(60);
        first.TryHold(100).ShouldBeFalse();
        first.TryHold(40).ShouldBeTrue("it has as much");
        var refusal = Refusal(counter, "a", static entry => entry.Hold(31)).ShouldNotBeNull();
        refusal.Error.ShouldBe(InferenceError.QuotaExceeded);
        refusal.Message.ShouldContain("100 units of work, of which 30 are left for the 31 of this request");
        Refusal(counter, "a", static entry => entry.Hold(30)).ShouldBeNull("what it held is returned: it failed");

        first.Answered(50, 0, 0);
        Refusal(counter, "a", static entry => entry.Hold(40)).ShouldBeNull();
        Refusal(counter, "a", static entry => entry.Hold(41)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Hold_ManyAtOnceAtTheQuota_AdmitsExactlyWhatIsLeft()
    {
        var counter = Limited(new UsageQuota(null, 600));

        var admitted = await Task.WhenAll(
            Enumerable
                .Range(0, 400)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        var refusal = Refusal(
                            counter,
                            "a",
                            static entry =>
                            {
                                entry.Hold(3);
                                entry.Answered(3, 0, 0);
                            }
                        );
                        return refusal is null;
                    })
                )
        );

        admitted.Count(static isAdmitted => isAdmitted).ShouldBe(200);
        Count(counter).Units.ShouldBe(600);
    }

    [Fact]
    public void Learn_SumsWithItsOwnCounts_CountsThemOnce()
    {
        var counter = Limited(new UsageQuota(10, null));
        Ask(counter, "abc", entry => entry.Answered(0, 0, 0));
        counter.Stored(counter.Unstored());

        counter.Learn(counter.Month, new Dictionary<string, UsageCount> { ["a"] = new(2, 3 + 5, 0, 0, 0) });

        Refusal(counter, "abc", static _ => { }).ShouldNotBeNull();
        Refusal(counter, "ab", static _ => { }).ShouldBeNull();
    }

    private UsageCounter Limited(UsageQuota quota) => new(_time, new UsageQuotas(new Dictionary<string, UsageQuota> { ["a"] = quota }));

    private long Characters(InferenceRequest request)
    {
        var counter = new UsageCounter(_time);
        using (var entry = counter.Begin(From(request, "a"), "m").ShouldNotBeNull())
        {
            entry.Answered(0, 0, 0);
        }

        return Count(counter).Characters;
    }

    private static InferenceRequest From(InferenceRequest request, string key) =>
        request with
        {
            Caller = new RequestCaller("key " + key) { Key = key },
        };

    private static UsageCount Count(UsageCounter counter) =>
        counter.Counted().Aggregate(default(UsageCount), static (sum, row) => sum + row.Count);

    private static void Ask(UsageCounter counter, string text, Action<UsageEntry> end, string model = "m", string key = "a")
    {
        using var entry = counter.Begin(From(new TranslationRequest([text]), key), model).ShouldNotBeNull();
        end(entry);
    }

    private static InferenceException? Refusal(UsageCounter counter, string text, Action<UsageEntry> end, string key = "a")
    {
        try
        {
            Ask(counter, text, end, key: key);
            return null;
        }
        catch (InferenceException refusal)
        {
            return refusal;
        }
    }
}
