using Shouldly;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Models.Manifests;
using TransformerService.Models.Requests;
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
    [InlineData("bart-nli-tiny")]
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

    /// <summary>Float16 weights and logits: computed in float16, read as float32.</summary>
    [Fact]
    public async Task Classify_Float16_IsNearThePyTorchScores()
    {
        const string fixture = "xlm-roberta-tiny-fp16";
        using var catalog = new TestCatalog();
        var folder = catalog.Add("m", fixture, "{}");
        File.Move(Path.Combine(folder, "model_fp16.onnx"), Path.Combine(folder, "model.onnx"));
        await catalog.Catalog.LoadAsync(Token);
        catalog.Catalog.Describe("m").Variants[0].Faults.ShouldBeEmpty();
        GoldenClassification[] cases = [.. GoldenClassifications.Load(fixture).Cases.Where(golden => golden.FastInputIds is null)];

        foreach (var golden in cases)
        {
            var request = new ClassificationRequest([golden.Text]) { TextPairs = golden.TextPair is { } pair ? [pair] : null, TopK = 10 };
            var labels = (await catalog.Pipeline().ClassifyAsync(request, Token)).Results[0].Labels;
            labels.Select(label => label.Score).ShouldBe(golden.Scores.OrderDescending(), 5e-3, golden.Name);
        }
    }

    /// <summary>Models whose tokenizer is read from tokenizer.json: its ids are those of the Rust tokenizers.</summary>
    [Theory]
    [InlineData("deberta-v2-tiny", 1e-4)]
    [InlineData("deberta-v2-tiny-types", 1e-4)]
    [InlineData("xlm-roberta-tiny", 1e-4)]
    [InlineData("xlm-roberta-tiny-hub", 1e-4)]
    [InlineData("modernbert-like-tiny", 1e-4)]
    public void Score_GoldenCasesOfFastTokenizers_GiveTheirIdsAndScores(string folder, double tolerance)
    {
        using var model = Load(folder, null);
        foreach (var golden in GoldenClassifications.Load(folder).Cases)
        {
            var encoded = model.Encode(golden.Text, golden.TextPair);
            encoded.Ids.ShouldBe(golden.FastInputIds ?? golden.InputIds, golden.Name);
            if (golden.FastInputIds is null)
            {
                encoded.UntruncatedLength.ShouldBe(golden.UntruncatedLength, golden.Name);
                ShouldBeClose(model.Score([encoded], Token)[0], golden.Scores, golden.Name, tolerance);
            }
        }
    }

    [Theory]
    [InlineData("distilbert-tiny")]
    [InlineData("bert-tiny")]
    [InlineData("roberta-tiny")]
    [InlineData("deberta-v2-tiny")]
    [InlineData("modernbert-like-tiny")]
    [InlineData("xlm-roberta-tiny")]
    public void Score_GoldenBatch_PaddedRowsEqualPyTorchsAndSingleRuns(string folder)
    {
        using var raw = Load(folder, ScoreFunction.None);
        var golden = GoldenClassifications.Load(folder).Batch;
        TokenizedText[] rows = [.. golden.Texts.Select(text => raw.Encode(text, null))];

        var together = raw.Score(rows, Token);

        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row].Ids.AsSpan().SequenceEqual(golden.InputIds[row].AsSpan(0, rows[row].Ids.Length)))
            {
                ShouldBeClose(together[row], golden.Logits[row].Select(logit => (double)logit), golden.Texts[row]);
            }

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

    private static void ShouldBeClose(IEnumerable<double> actual, IEnumerable<double> expected, string name, double tolerance = 1e-4)
    {
        foreach ((var found, var wanted) in actual.Zip(expected))
        {
            found.ShouldBe(wanted, tolerance, name);
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
