using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation;

public sealed class ClassNumbersTests
{
    [Fact]
    public void Of_NamesAndNumbers_AreClasses() =>
        Numbers(["NEGATIVE", "POSITIVE"], "POSITIVE", "0", "1", "NEGATIVE").ShouldBe([1, 0, 1, 0]);

    [Fact]
    public void Of_NameThatIsANumber_IsTheNamesClass() => Numbers(["1", "0"], "1", "0").ShouldBe([0, 1]);

    [Fact]
    public void Of_OutOfScopeLabel_IsNoClassByNameOrNumber()
    {
        Numbers(["a", "oos"], "a", "oos", "1").ShouldBe([0, null, null]);
        Numbers(["a", "b"], "a", "oos").ShouldBe([0, null]);
    }

    [Fact]
    public void Of_LabelsThatTheModelLacks_NamesTheFirst()
    {
        var fault = Should.Throw<EvaluationException>(() => Numbers(["x", "y"], "y", "p", "q", "r", "s", "t", "u", "p", "2"));

        fault.Message.ShouldBe("set.tsv: the model lacks 7 labels of the file: p, q, r, s, t and 2 more. It has x, y.");
        Should.Throw<EvaluationException>(() => Numbers(["x", "y"], "-1")).Message.ShouldContain("lacks a label of the file: -1.");
    }

    [Fact]
    public void Of_NothingInScope_IsRefused() =>
        Should
            .Throw<EvaluationException>(() => Numbers(["a", "oos"], "oos", "1"))
            .Message.ShouldContain("set.tsv: every text has the out-of-scope label 'oos'");

    private static IReadOnlyList<int?> Numbers(string[] model, params string[] file) =>
        ClassNumbers.Of(new TestSet<LabelledText>("set.tsv", [.. file.Select(label => new LabelledText("text", label))]), model, "oos");
}
