using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Improvement;
using Xunit;

namespace TransformerService.Distillation.Tests.Improvement;

public sealed class SplitTextTests
{
    private static readonly (string, string) Languages = ("en", "fr");

    [Fact]
    public void With_Translations_KeepsTheStructure()
    {
        var text = SplitText.Of("# A title\n- One.  Two.\n\n42", "en");

        text.Sentences.ShouldBe(["A title", "One.", "Two."]);
        text.With(
                new Dictionary<string, string>
                {
                    ["A title"] = "Un titre",
                    ["One."] = "Un.",
                    ["Two."] = "Deux.",
                }
            )
            .ShouldBe("# Un titre\n- Un.  Deux.\n\n42");
    }

    [Fact]
    public void Pairs_SentencesOfBothSides_AreJoinedByTheirOrder()
    {
        SplitText
            .Pairs("Go home. It rains.\n- Stay.", "Rentre. Il pleut.\n- Reste.", Languages)
            .ShouldBe([new TextPair("Go home.", "Rentre."), new TextPair("It rains.", "Il pleut."), new TextPair("Stay.", "Reste.")]);

        // One sentence may have several as its translation.
        SplitText.Pairs("Go, it rains.", "Va. Il pleut.", Languages).ShouldBe([new TextPair("Go, it rains.", "Va. Il pleut.")]);
        SplitText.Pairs("Go home. It rains.", "Rentre, il pleut.", Languages).ShouldBeEmpty();
        SplitText.Pairs("42", "42", Languages).ShouldBeEmpty();
    }
}
