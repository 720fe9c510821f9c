using System.Text.Json;
using Shouldly;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Classification;

/// <summary>Zero-shot classification through the pipeline, against the scores of transformers' rule.</summary>
public sealed class ZeroShotTests : IDisposable
{
    private const string Fixture = "bart-nli-tiny";
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "single")]
    [InlineData(true, "multi_label")]
    public async Task Classify_CandidateLabels_GiveTheReferenceScores(bool multiLabel, string field)
    {
        _catalog.Add("m", Fixture, "{}");
        await _catalog.Catalog.LoadAsync(Token);
        var pipeline = _catalog.Pipeline();

        foreach (var golden in GoldenFile.Read(Fixture).GetProperty("zero_shot").GetProperty("cases").EnumerateArray())
        {
            var labels = Texts(golden.GetProperty("candidate_labels"));
            var request = new ClassificationRequest([golden.Text(), "another text beside it"])
            {
                Candidates = new CandidateLabels(labels)
                {
                    MultiLabel = multiLabel,
                    Template = golden.GetProperty("hypothesis_template").GetString() ?? "",
                },
            };

            var result = (await pipeline.ClassifyAsync(request, Token)).Results[0];

            var expected = golden.GetProperty(field);
            result.Labels.Select(label => label.Score).ShouldBe(expected.Numbers("scores"), 1e-4, golden.Text());
            result.Labels.Select(label => label.Label).ShouldBe(Texts(expected.GetProperty("labels")), golden.Text());
            result.InputTokens.ShouldBe(golden.GetProperty("input_ids").EnumerateArray().Sum(row => row.GetArrayLength()), golden.Text());
        }
    }

    [Fact]
    public async Task Classify_TextThatIsTooLong_IsCutAndNotTheLabel()
    {
        _catalog.Add("m", Fixture, "{}");
        await _catalog.Catalog.LoadAsync(Token);
        var request = new ClassificationRequest([string.Concat(Enumerable.Repeat("a word ", 200))])
        {
            Candidates = new CandidateLabels(["travel", "banking"]),
        };

        var result = (await _catalog.Pipeline().ClassifyAsync(request, Token)).Results[0];

        result.Truncated.ShouldBeTrue();
        result.Labels.Count.ShouldBe(2);
        result.Labels[0].Score.ShouldNotBe(result.Labels[1].Score);
    }

    [Fact]
    public async Task Classify_ModelWithoutEntailment_IsRefused()
    {
        _catalog.Add("m", "distilbert-tiny", "{}");
        await _catalog.Catalog.LoadAsync(Token);
        (await RefusalAsync(new CandidateLabels(["a"]))).Message.ShouldContain("begins with 'entail'");
    }

    [Theory]
    [InlineData("no place", 1, "'hypothesisTemplate' must contain {}")]
    [InlineData("{}", 0, "'candidateLabels' must hold at least one label")]
    [InlineData("{}", 100_000, "Every text is read with every candidate label")]
    public async Task Classify_ImpossibleCandidates_AreRefused(string template, int labels, string expected)
    {
        _catalog.Add("m", Fixture, "{}");
        await _catalog.Catalog.LoadAsync(Token);
        (await RefusalAsync(new CandidateLabels([.. Enumerable.Repeat("label", labels)]) { Template = template })).Message.ShouldContain(
            expected
        );
    }

    private Task<InferenceException> RefusalAsync(CandidateLabels candidates) =>
        Should.ThrowAsync<InferenceException>(() =>
            _catalog.Pipeline().ClassifyAsync(new ClassificationRequest(["text"]) { Candidates = candidates }, Token)
        );

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString() ?? "")];
}
