using Shouldly;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Manifests;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Classification;

/// <summary>Every golden classification, from the text on.</summary>
public sealed class GoldenClassificationTests
{
    private static readonly OnnxSessionFactory Factory = new(ExecutionProvider.Cpu, intraOpThreads: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distilbert-tiny")]
    [InlineData("bert-tiny")]
    [InlineData("roberta-tiny")]
    public void Score_GoldenCases_GiveThePyTorchIdsLogitsAndScores(string folder)
    {
        using var model = Load(folder, null);
        using var raw = Load(folder, ScoreFunction.None);
        foreach (var golden in GoldenClassifications.Load(folder).Cases)
        {
            var encoded = model.Encode(golden.Text, golden.TextPair);
            encoded.Ids.ShouldBe(golden.InputIds, golden.Name);
            encoded.UntruncatedLength.ShouldBe(golden.UntruncatedLength, golden.Name);
            encoded.Truncated.ShouldBe(golden.Truncated, golden.Name);
            ShouldBeClose(raw.Score([encoded], Token)[0], golden.Logits.Select(logit => (double)logit), golden.Name);
            ShouldBeClose(model.Score([encoded], Token)[0], golden.Scores, golden.Name);
        }
    }

    [Theory]
    [InlineData("distilbert-tiny")]
    [InlineData("bert-tiny")]
    [InlineData("roberta-tiny")]
    public void Score_GoldenBatch_PaddedRowsEqualPyTorchsAndSingleRuns(string folder)
    {
        using var raw = Load(folder, ScoreFunction.None);
        var golden = GoldenClassifications.Load(folder).Batch;
        TokenizedText[] rows = [.. golden.Texts.Select(text => raw.Encode(text, null))];

        var together = raw.Score(rows, Token);

        for (var row = 0; row < rows.Length; row++)
        {
            ShouldBeClose(together[row], golden.Logits[row].Select(logit => (double)logit), golden.Texts[row]);
            ShouldBeClose(together[row], raw.Score([rows[row]], Token)[0], golden.Texts[row]);
        }
    }

    [Fact]
    public void Apply_KnownLogits_GivesTheTextbookScores()
    {
        ScoreFunctions.Apply(ScoreFunction.Softmax, [0, (float)Math.Log(3)]).ShouldBe([0.25, 0.75], 1e-6);
        ScoreFunctions.Apply(ScoreFunction.Sigmoid, [0, (float)Math.Log(3)]).ShouldBe([0.5, 0.75], 1e-6);
        ScoreFunctions.Apply(ScoreFunction.None, [-2, 7]).ShouldBe([-2, 7]);
        ScoreFunctions.Apply(ScoreFunction.Softmax, [1000, -1000]).ShouldBe([1, 0], 1e-9);
    }

    private static void ShouldBeClose(IEnumerable<double> actual, IEnumerable<double> expected, string name)
    {
        foreach ((var found, var wanted) in actual.Zip(expected))
        {
            found.ShouldBe(wanted, 1e-4, name);
        }
    }

    private static ClassificationModel Load(string folder, ScoreFunction? function)
    {
        List<string> faults = [];
        var export = ExportReader.Read(Fixtures.Folder(folder), new ModelManifest(ModelTask.TextClassification), faults)!; // no faults, below
        faults.ShouldBeEmpty();
        var head = export.Head.ShouldNotBeNull();
        return ClassificationLoader.Load(Fixtures.Folder(folder), export, head with { Function = function ?? head.Function }, Factory);
    }
}
