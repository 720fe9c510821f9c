using Shouldly;
using TransformerService.Inference.Translation.Plans;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation.Plans;

public sealed class DocumentAnswerTests
{
    [Fact]
    public void Of_BlocksWithWarningsLeftOut_OneWarningHasTheirSum()
    {
        TranslationWarning named = new(TranslationWarningKind.NumberChanged, "5", 0);
        TranslatedText[] blocks = [Block(named, TranslationWarning.More(3, 1)), Block(named, TranslationWarning.More(4, 0))];

        var answer = new DocumentAnswer(blocks).Of("text", 2, 0);

        answer.Warnings.ShouldBe([named, named with { Sentence = 2 }, TranslationWarning.More(7, 1)]);
    }

    private static TranslatedText Block(params TranslationWarning[] warnings) =>
        new("block", 0, 1, 1, false, null) { Warnings = warnings, Statistics = new TranslationStatistics(2, 0, 0, 0) };
}
