using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Inference.Memory;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>Encoders of many positions, whose longest texts take more memory than there is.</summary>
public sealed class LongestRowTests : IDisposable
{
    private const string Model = "m";
    private const long Memory = 640L << 20;

    private readonly TestCatalog _catalog = new(memory: new MemoryBudget(Memory, 0, 0, 2, 2));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public async Task Load_MorePositionsThanTheMemoryIsEnoughFor_ServesShorterTexts()
    {
        Add(positions: 16_384, ofTokenizer: 16_384);

        await _catalog.Catalog.LoadAsync(Token);

        var described = _catalog.Catalog.Describe(Model);
        described.Variants[0].Faults.ShouldBeEmpty();
        described.Warnings.ShouldHaveSingleItem().ShouldStartWith("student: its files allow 16384 tokens, but a text of so many takes ");
        using var pipeline = _catalog.Pipeline();
        var answer = await pipeline.ClassifyAsync(
            new ClassificationRequest([string.Concat(Enumerable.Repeat("good ", 20_000)), "good"]) { Model = Model },
            Token
        );
        answer.Results[0].InputTokens.ShouldBeInRange(801, 4_000);
        answer.Results.Select(result => result.Truncated).ShouldBe([true, false]);
    }

    [Theory]
    [InlineData(16_384, 512)]
    [InlineData(700, 16_384)]
    public async Task Load_TextsThatFit_AreNotLimited(int positions, int ofTokenizer)
    {
        Add(positions, ofTokenizer);

        await _catalog.Catalog.LoadAsync(Token);

        var described = _catalog.Catalog.Describe(Model);
        described.Variants[0].Faults.ShouldBeEmpty();
        described.Warnings.ShouldBeEmpty();
        _catalog.Catalog.Models[0].Variants[0].Model.ShouldNotBeNull().MaxInputTokens.ShouldBe(Math.Min(positions, ofTokenizer));
    }

    [Fact]
    public async Task Load_NoTrialAndMemoryForAll_ReadsAllPositions()
    {
        _catalog.Models.TrialMemoryBytes = 0;
        Add(positions: 800, ofTokenizer: 800);

        await _catalog.Catalog.LoadAsync(Token);

        _catalog.Catalog.Describe(Model).Warnings.ShouldBeEmpty();
    }

    private void Add(int positions, int ofTokenizer)
    {
        var folder = _catalog.Add(Model, "deberta-v2-tiny", """{ "task": "text-classification" }""");
        Edit("config.json", "max_position_embeddings", positions);
        Edit("tokenizer_config.json", "model_max_length", ofTokenizer);

        void Edit(string file, string field, int value)
        {
            var path = Path.Combine(folder, file);
            var root = JsonNode.Parse(File.ReadAllText(path)).ShouldNotBeNull();
            root[field] = value;
            File.WriteAllText(path, root.ToJsonString());
        }
    }
}
