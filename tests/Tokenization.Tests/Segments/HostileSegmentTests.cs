using Shouldly;
using TransformerService.Tokenization.Segments;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

/// <summary>Long texts of few different characters: the work grows with their length, and a model gets little of what is not language.</summary>
public sealed class HostileSegmentTests
{
    private const int Length = 20_000,
        MostStepsOfCharacter = 60;

    public static TheoryData<string> Signs =>
        [
            .. "( ) [ ] { } \" ' “ ” « ` # * _ ~ < > & $ \\ | / @ . ! … , : ; - = + 0 () [] {} <> (a \"a a. {{ </ <!-- && &# `` ** ]( \U0001F600 é Ａ ﬁ 𝒜 don't !? 1, {a[' {a+ <% <? %Y- %Y %d%Yu %a. %( %< :a :a: $a-> $a[ -1 a.be/".Split(
                ' '
            ),
            " ",
            "\t",
            "\u00AD",
            "\u200D",
            "\u0301",
            "( ",
            "1 ",
            "```\n",
            "````a\n```\n",
            "00:01.000 --> 00:02.000\n",
            "NOTE\n",
        ];

    [Theory]
    [MemberData(nameof(Signs))]
    public void Split_ALongRun_TakesWorkByItsLength(string sign)
    {
        var run = string.Concat(Enumerable.Repeat(sign, Length / sign.Length));
        foreach (var text in new[] { run, "The dog is running " + run, "dog" + run + "dog" })
        {
            var work = new TextWork(TestContext.Current.CancellationToken);

            TextSegmenter.Split(text, "en", work);

            work.Steps.ShouldBeLessThan(text.Length * MostStepsOfCharacter);
        }
    }

    [Fact]
    public void Split_FencesOfEveryLength_TakesWorkByTheirLength()
    {
        var text = string.Concat(Enumerable.Range(3, 200).Reverse().Select(length => new string('`', length) + "\n"));
        var work = new TextWork(TestContext.Current.CancellationToken);

        TextSegmenter.Split(text, "en", work);

        work.Steps.ShouldBeLessThan(text.Length * MostStepsOfCharacter);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("#")]
    [InlineData("* ")]
    [InlineData("1, ")]
    [InlineData("(a")]
    [InlineData("Ａ")]
    [InlineData("𝒜")]
    [InlineData("don't")]
    public void Split_ALongRunBesideWords_IsCopied(string sign)
    {
        var text = "The dog is running " + string.Concat(Enumerable.Repeat(sign, Length / sign.Length)) + " in the snow.";

        var parts = TextSegmenter.Split(text, "en", new TextWork(TestContext.Current.CancellationToken));

        parts.Where(part => part.Kind == TextPartKind.Words).Sum(part => part.Length).ShouldBeLessThan(100);
    }
}
