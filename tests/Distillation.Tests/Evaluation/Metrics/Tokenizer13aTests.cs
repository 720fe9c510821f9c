using Shouldly;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

public sealed class Tokenizer13aTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\u00A0", "")]
    [InlineData("Hello, world.", "Hello , world .")]
    [InlineData("It costs $1,000.50!", "It costs $ 1,000.50 !")]
    [InlineData("In 2014, they left.", "In 2014 , they left .")]
    [InlineData("5.", "5 .")]
    [InlineData(".5", ". 5")]
    [InlineData("x.5 5.x", "x . 5 5 . x")]
    [InlineData("10-12 well-known", "10 - 12 well-known")]
    [InlineData("l'eau, c'est (bien)", "l'eau , c'est ( bien )")]
    [InlineData("...", ". . .")]
    [InlineData("a<skipped>b", "ab")]
    [InlineData("hyphen-\nated\nline", "hyphenated line")]
    [InlineData("&quot;a&quot; &amp; &lt;b&gt;", "\" a \" & < b >")]
    [InlineData("&amp;lt; &amp;quot;", "< & quot ;")]
    [InlineData("« oui »", "« oui »")]
    [InlineData("été\u202F!", "été !")]
    [InlineData("😀.x,😀", "😀 . x , 😀")]
    [InlineData("~`^_|{}[]\\", "~ ` ^ _ | { } [ ] \\")]
    public void Tokenize_Cases_AreMtevals(string segment, string tokens) =>
        string.Join(' ', Tokenizer13a.Tokenize(segment)).ShouldBe(tokens);
}
