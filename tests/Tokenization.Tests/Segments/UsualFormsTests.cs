using Shouldly;
using TransformerService.Tokenization.Segments;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class UsualFormsTests
{
    private static TextWork Work => new(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("Ｈｅｌｌｏ １２！", "Hello 12!")]
    [InlineData("ﬁsh 𝒜", "fish A")]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("½ x² 3.º ™ ①", "½ x² 3.º ™ ①")]
    [InlineData("собака 犬 가", "собака 犬 가")]
    [InlineData("\uD835 \uDC9C\u0301", "\uD835 \uDC9C\u0301")]
    public void Write_LettersAndDigits_AreInTheirUsualForm(string text, string expected) => UsualForms.Write(text, Work).ShouldBe(expected);

    [Fact]
    public void Write_ManyMarks_TakesBoundedWork()
    {
        var work = Work;

        UsualForms.Write("e" + new string('\u0301', 100_000), work);

        work.Steps.ShouldBeLessThan(400_000);
    }
}
