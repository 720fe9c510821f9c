using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Evaluation.Metrics;
using Xunit;

namespace TransformerService.Distillation.Tests.Evaluation.Metrics;

/// <summary>Holds the scores against sacreBLEU's own on the same lines; see sacrebleu-tatoeba.json for where they are from.</summary>
public sealed class SacreBleuTests
{
    private const double Tolerance = 1e-6;

    private static readonly JsonElement Original = SourceTree.Json(
        "tests",
        "Distillation.Tests",
        "Evaluation",
        "Metrics",
        "sacrebleu-tatoeba.json"
    );
    private static readonly JsonElement[] Lines = [.. Original.GetProperty("segments").EnumerateArray()];
    private static readonly string[] Hypotheses = [.. Lines.Select(line => Text(line, "hypothesis"))];
    private static readonly string[] References = [.. Lines.Select(line => Text(line, "reference"))];

    [Fact]
    public void Corpus_Tatoeba_IsSacreBleus()
    {
        var score = Bleu.Corpus(Hypotheses, References);

        Bleu.Signature.ShouldBe(Text(Original, "bleuSignature"));
        score.Score.ShouldBe(Number(Original, "bleu"), Tolerance);
        score.BrevityPenalty.ShouldBe(Number(Original, "brevityPenalty"), Tolerance);
        score.HypothesisLength.ShouldBe(Original.GetProperty("hypothesisLength").GetInt64());
        score.ReferenceLength.ShouldBe(Original.GetProperty("referenceLength").GetInt64());
        score.Precisions.ShouldBe(Original.GetProperty("precisions").EnumerateArray().Select(value => value.GetDouble()), Tolerance);
    }

    [Fact]
    public void ChrF_Tatoeba_IsSacreBleus()
    {
        ChrF.Signature.ShouldBe(Text(Original, "chrfSignature"));
        ChrF.Corpus(Hypotheses, References).ShouldBe(Number(Original, "chrf"), Tolerance);
    }

    [Fact]
    public void Corpus_EachSegmentAlone_IsSacreBleus()
    {
        Lines.Length.ShouldBeGreaterThanOrEqualTo(40);
        foreach (var line in Lines)
        {
            var (hypothesis, reference) = (Text(line, "hypothesis"), Text(line, "reference"));
            string.Join(' ', Tokenizer13a.Tokenize(hypothesis)).ShouldBe(Text(line, "tokens"));
            Bleu.Corpus([hypothesis], [reference]).Score.ShouldBe(Number(line, "bleu"), Tolerance, hypothesis);
            ChrF.Corpus([hypothesis], [reference]).ShouldBe(Number(line, "chrf"), Tolerance, hypothesis);
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString().ShouldNotBeNull();

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
