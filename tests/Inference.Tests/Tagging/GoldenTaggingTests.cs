using Shouldly;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Tagging;

/// <summary>Tagging through the pipeline, against the entities of Hugging Face's pipeline.</summary>
public sealed class GoldenTaggingTests : IDisposable
{
    private const string Fixture = "bert-ner-tiny";
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TagAggregation.None, true)]
    [InlineData(TagAggregation.Simple, true)]
    [InlineData(TagAggregation.First, true)]
    [InlineData(TagAggregation.Average, true)]
    [InlineData(TagAggregation.Max, true)]
    [InlineData(TagAggregation.Simple, false)]
    public async Task Tag_GoldenCases_GiveTheReferencesEntities(TagAggregation aggregation, bool hasTokenizerJson)
    {
        var folder = _catalog.Add("m", Fixture, "{}");
        if (!hasTokenizerJson)
        {
            File.Delete(Path.Combine(folder, "tokenizer.json"));
        }

        await _catalog.Catalog.LoadAsync(Token);
        _catalog.Catalog.Describe("m").Variants[0].Faults.ShouldBeEmpty();
        _catalog.Catalog.Describe("m").Task.ShouldBe(ModelTask.TokenClassification);
        var cases = GoldenFile.Cases(Fixture);

        var together = await TagAsync(new TagRequest([.. cases.Select(golden => golden.Text())]) { Aggregation = aggregation });

        for (var index = 0; index < cases.Length; index++)
        {
            var (name, text) = (cases[index].Name(), cases[index].Text());
            together.Read[index].InputTokens.ShouldBe(cases[index].Ids().Length, name);
            var expected = cases[index]
                .GetProperty($"entities_{aggregation.ToString().ToLowerInvariant()}")
                .EnumerateArray()
                .Select(entity => new Entity(
                    (entity.TryGetProperty("entity_group", out var group) ? group : entity.GetProperty("entity")).GetString() ?? "",
                    entity.GetProperty("start").GetInt32(),
                    entity.GetProperty("end").GetInt32(),
                    Math.Round(entity.GetProperty("score").GetDouble(), 3)
                ))
                .ToArray();
            var found = together.Entities[index];
            found
                .Select(entity => (entity.Label, entity.Start, entity.End))
                .ShouldBe(expected.Select(entity => (entity.Label, entity.Start, entity.End)), name);
            found.Select(entity => entity.Score).ShouldBe(expected.Select(entity => entity.Score), 6e-4, name);
            var runes = text.EnumerateRunes().ToArray();
            found
                .Select(entity => entity.Text)
                .ShouldBe(found.Select(entity => string.Concat(runes[entity.Start..entity.End].Select(rune => rune.ToString()))), name);
        }
    }

    [Fact]
    public async Task Tag_Utf16Places_AreThoseOfNet()
    {
        _catalog.Add("m", Fixture, "{}");
        await _catalog.Catalog.LoadAsync(Token);
        string[] texts = [.. GoldenFile.Cases(Fixture).Select(golden => golden.Text())];

        var answer = await TagAsync(new TagRequest(texts) { Offsets = OffsetUnit.Utf16 });

        for (var index = 0; index < texts.Length; index++)
        {
            answer
                .Entities[index]
                .Select(entity => entity.Text)
                .ShouldBe(answer.Entities[index].Select(entity => texts[index][entity.Start..entity.End]));
        }
    }

    private Task<TagAnswer> TagAsync(TagRequest request) => _catalog.Pipeline().AskAsync<TagRequest, TagAnswer>(request, Token);

    private sealed record Entity(string Label, int Start, int End, double Score);
}
