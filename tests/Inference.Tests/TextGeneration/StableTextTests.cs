using Shouldly;
using TransformerService.Inference.TextGeneration;
using Xunit;

namespace TransformerService.Inference.Tests.TextGeneration;

public sealed class StableTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("The dog sleeps", "The dog sleeps")]
    [InlineData("The dog ", "The dog")]
    [InlineData("The dog is", "The dog")] // "do n't" becomes "don't"
    [InlineData("The do n'", "The do")]
    [InlineData("The dog .", "The dog")]
    [InlineData("Caf\uFFFD", "Caf")]
    [InlineData("The dog \uFFFD\uFFFD", "The dog")]
    [InlineData("东京都厅舍", "东京都厅舍")]
    [InlineData("Go 🙂", "Go")]
    [InlineData("🙂🙂🙂🙂", "🙂🙂🙂🙂")]
    public void LengthOf_Text_LeavesOutWhatMayChange(string text, string stable) => text[..StableText.LengthOf(text)].ShouldBe(stable);
}
