using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Models;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation;

public sealed class ClassificationEvaluatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distilbert-tiny", 2)]
    [InlineData("roberta-tiny", 10)]
    [InlineData("bert-tiny", 5)]
    public async Task ClassifyAsync_GoldenTexts_GivesPyTorchsScores(string fixture, int labels)
    {
        using var model = new FixtureModel("text-classification", ("student", fixture));
        using var evaluator = ClassificationEvaluator.Open(model.Path, VariantRole.Student);
        var cases = GoldenCase.Of(fixture);

        (var scores, var tokens) = await evaluator.ClassifyAsync([.. cases.Select(item => item.Text)], Token);

        evaluator.Labels.Count.ShouldBe(labels);
        scores.Count.ShouldBe(cases.Count);
        for (var i = 0; i < cases.Count; i++)
        {
            scores[i].ShouldBe(cases[i].Scores, 1e-4, cases[i].Name);
            evaluator.Labels[Array.IndexOf(scores[i], scores[i].Max())].ShouldBe(cases[i].TopLabel);
        }

        tokens.ShouldBe(cases.Sum(item => item.Tokens));
    }

    [Fact]
    public async Task ScoreAsync_OneLabelWrong_IsNotRight()
    {
        using var model = new FixtureModel("text-classification", ("teacher", "roberta-tiny"));
        using var evaluator = ClassificationEvaluator.Open(model.Path, VariantRole.Teacher);
        var cases = GoldenCase.Intents();
        LabelledText[] right = [.. cases.Select(item => new LabelledText(item.Text, item.TopLabel))];
        LabelledText[] oneWrong = [right[0] with { Label = "home" }, .. right[1..]];

        var all = await evaluator.ScoreAsync(new TestSet<LabelledText>("set", right), new ScopeRule(), TimeProvider.System, Token);
        var fewer = await evaluator.ScoreAsync(new TestSet<LabelledText>("set", oneWrong), new ScopeRule(), TimeProvider.System, Token);

        (all.Accuracy, all.MacroF1, all.InScopeTexts, all.OutOfScope).ShouldBe((1, 1, cases.Count, null));
        all.CalibrationError.ShouldBe(1 - cases.Average(item => item.Scores.Max()), 1e-4); // all are right, so every bin errs downwards
        all.Tokens.ShouldBe(cases.Sum(item => item.Tokens));
        all.Seconds.ShouldBeGreaterThan(0);
        fewer.Accuracy.ShouldBe((cases.Count - 1.0) / cases.Count, 1e-12);
        fewer.MacroF1.ShouldBeLessThan(1);
    }

    [Fact]
    public async Task ScoreAsync_LabelsOfTheirOwn_IsRefused()
    {
        using var model = new FixtureModel("text-classification", ("student", "bert-tiny"));
        using var evaluator = ClassificationEvaluator.Open(model.Path, VariantRole.Student);
        evaluator.Function.ShouldBe(ScoreFunction.Sigmoid);
        var set = new TestSet<LabelledText>("many.tsv", [new("a", "home")]);

        var fault = await Should.ThrowAsync<EvaluationException>(() =>
            evaluator.ScoreAsync(set, new ScopeRule(), TimeProvider.System, Token)
        );

        fault.Message.ShouldContain("many.tsv");
        fault.Message.ShouldContain("problem_type");
    }

    [Fact]
    public void Open_WrongFolder_SaysWhatIsWrong()
    {
        using var translates = new FixtureModel("translation", ("student", "marian-tiny-nopast"));
        Should
            .Throw<EvaluationException>(() => ClassificationEvaluator.Open(translates.Path, VariantRole.Student))
            .Message.ShouldContain("does not classify");
        Should
            .Throw<EvaluationException>(() => ClassificationEvaluator.Open(translates.Path, VariantRole.Teacher))
            .Message.ShouldContain("has no teacher");
        Should
            .Throw<EvaluationException>(() => ClassificationEvaluator.Open(translates.Path + "-absent", VariantRole.Student))
            .Message.ShouldContain("model.json");

        using var classifies = new FixtureModel("text-classification", ("student", "distilbert-tiny"));
        Should
            .Throw<EvaluationException>(() => TranslationEvaluator.Open(classifies.Path, VariantRole.Student))
            .Message.ShouldContain("does not translate");
        File.WriteAllText(Path.Combine(classifies.Path, "student", "model.onnx"), "no model");
        Should
            .Throw<EvaluationException>(() => ClassificationEvaluator.Open(classifies.Path, VariantRole.Student))
            .Message.ShouldContain("model.onnx");
    }
}
