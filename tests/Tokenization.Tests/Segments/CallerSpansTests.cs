using Shouldly;
using TransformerService.Tokenization.Segments.Spans;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class CallerSpansTests
{
    [Theory]
    [InlineData("The Blue Door is open.", "Blue Door", "Blue Door")]
    [InlineData("A rapid API, and APIs.", "API", "API")]
    [InlineData("the api", "API", "")]
    [InlineData("C++ and C++17", "C++", "C++,C++")]
    [InlineData("abab", "ab", "")]
    [InlineData("Blue Door Key", "Blue Door,Door Key", "Blue Door Key")]
    [InlineData("Ｂｌｕｅ Door, Blue\u00AD Door", "Blue Door", "Ｂｌｕｅ Door,Blue\u00AD Door")]
    [InlineData("Rene\u0301 Ren\u00E9", "Ren\u00E9", "Rene\u0301,Ren\u00E9")]
    [InlineData("", "x", "")]
    [InlineData("a", "\u00AD", "")]
    public void Find_Terms_AreWholeWordsAsWritten(string text, string terms, string expected)
    {
        var work = new TextWork(CancellationToken.None);

        var found = CallerSpans.Find(text, terms.Split(','), work);

        string.Join(',', found.Select(span => text.Substring(span.Start, span.Length))).ShouldBe(expected);
    }

    [Fact]
    public void Find_ManyTermsInALongText_CountsBoundedWork()
    {
        var work = new TextWork(CancellationToken.None);
        var text = new string('a', 100_000);

        CallerSpans.Find(text, [.. Enumerable.Repeat("a", 100)], work).ShouldBeEmpty();

        work.Steps.ShouldBeLessThanOrEqualTo(100L * 2 * text.Length);
    }
}
