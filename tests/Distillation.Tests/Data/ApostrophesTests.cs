using Shouldly;
using TransformerService.Distillation.Data;
using Xunit;

namespace TransformerService.Distillation.Tests.Data;

public sealed class ApostrophesTests
{
    [Theory]
    [InlineData("l’été d'hier", "l'été d'hier")]
    [InlineData("l’« accord »", "l'« accord »")]
    [InlineData("‘c’est fini’, dit-elle", "‘c'est fini’, dit-elle")]
    [InlineData("20’ et 5’30", "20’ et 5’30")]
    [InlineData("rien", "rien")]
    public void Plain_CurlyApostrophe_IsStraightAndQuotesStay(string text, string expected) => Apostrophes.Plain(text).ShouldBe(expected);
}
