using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Embeddings;

/// <summary>Embeddings through the pipeline, against PyTorch's.</summary>
public sealed class GoldenEmbeddingTests : IDisposable
{
    private const string Fixture = "sentence-bert-tiny";
    private readonly TestCatalog _catalog = new();
    private readonly string _folder;

    public GoldenEmbeddingTests() => _folder = _catalog.Add("m", Fixture, "{}");

    public void Dispose() => _catalog.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embed_GoldenCases_GiveThePyTorchVectorsAloneAndTogether()
    {
        var pipeline = await LoadAsync();
        var cases = GoldenFile.Cases(Fixture);

        var together = await EmbedAsync(pipeline, new EmbeddingRequest([.. cases.Select(golden => golden.Text())]));

        together.Dimensions.ShouldBe(48);
        for (var index = 0; index < cases.Length; index++)
        {
            var (name, expected) = (cases[index].Name(), cases[index].Numbers("mean_normalized"));
            ShouldBeClose(together.Embeddings[index], expected, name);
            together.Read[index].InputTokens.ShouldBe(cases[index].Ids().Length, name);
            together.Read[index].Truncated.ShouldBe(cases[index].GetProperty("truncated").GetBoolean(), name);
            var alone = await EmbedAsync(pipeline, new EmbeddingRequest([cases[index].Text()]));
            ShouldBeClose(alone.Embeddings[0], expected, name);
        }
    }

    [Theory]
    [InlineData("pooling_mode_cls_token", "cls")]
    [InlineData("pooling_mode_max_tokens", "max")]
    [InlineData("pooling_mode_mean_tokens", "mean")]
    public async Task Embed_OtherPooling_IsThePyTorchOne(string flag, string field)
    {
        Edit(
            "1_Pooling/config.json",
            pooling =>
            {
                pooling["pooling_mode_mean_tokens"] = false;
                pooling[flag] = true;
            }
        );
        var pipeline = await LoadAsync();
        var cases = GoldenFile.Cases(Fixture);

        var answer = await EmbedAsync(pipeline, new EmbeddingRequest([.. cases.Select(golden => golden.Text())]) { Normalize = false });

        for (var index = 0; index < cases.Length; index++)
        {
            ShouldBeClose(answer.Embeddings[index], cases[index].Numbers(field), cases[index].Name());
        }
    }

    [Theory]
    [InlineData("\"cls\"", "cls")]
    [InlineData("[\"max\", \"cls\"]", "max cls")]
    public async Task Embed_PoolingModeOfNewerVersions_IsThePyTorchOne(string mode, string fields)
    {
        File.WriteAllText(
            Path.Combine(_folder, "1_Pooling", "config.json"),
            $$"""{ "embedding_dimension": 48, "pooling_mode": {{mode}} }"""
        );
        var pipeline = await LoadAsync();
        var golden = GoldenFile.Cases(Fixture)[0];

        var answer = await EmbedAsync(pipeline, new EmbeddingRequest([golden.Text()]) { Normalize = false });

        ShouldBeClose(answer.Embeddings[0], [.. fields.Split(' ').SelectMany(field => golden.Numbers(field))], mode);
    }

    [Fact]
    public async Task Embed_FewerDimensions_AreTheStartScaledToLengthOne()
    {
        var pipeline = await LoadAsync();
        var golden = GoldenFile.Cases(Fixture)[0];
        var expected = golden.Numbers("mean")[..16];
        var length = Math.Sqrt(expected.Sum(number => number * number));

        var answer = await EmbedAsync(pipeline, new EmbeddingRequest([golden.Text()]) { Dimensions = 16 });

        answer.Dimensions.ShouldBe(16);
        ShouldBeClose(answer.Embeddings[0], [.. expected.Select(number => number / length)], "16");
    }

    [Theory]
    [InlineData(EmbeddingEncoding.Int8)]
    [InlineData(EmbeddingEncoding.Binary)]
    [InlineData(EmbeddingEncoding.Ubinary)]
    public async Task Embed_FewerBits_StandForTheSameNumbers(EmbeddingEncoding encoding)
    {
        var pipeline = await LoadAsync();
        var golden = GoldenFile.Cases(Fixture)[1];
        var numbers = golden.Numbers("mean");
        var largest = numbers.Max(Math.Abs);

        var answer = (await EmbedAsync(pipeline, new EmbeddingRequest([golden.Text()]) { Encoding = encoding })).Embeddings[0];

        if (encoding == EmbeddingEncoding.Int8)
        {
            answer.Length.ShouldBe(numbers.Length);
            answer.Max(MathF.Abs).ShouldBe(127);
            for (var index = 0; index < numbers.Length; index++)
            {
                ((double)answer[index]).ShouldBe(numbers[index] / largest * 127, 0.51);
            }

            return;
        }

        answer.Length.ShouldBe(numbers.Length / 8);
        for (var index = 0; index < numbers.Length; index++)
        {
            var bits = (int)answer[index / 8] + (encoding == EmbeddingEncoding.Binary ? 128 : 0);
            ((bits >> (7 - (index % 8))) & 1).ShouldBe(numbers[index] > 0 ? 1 : 0);
        }
    }

    [Fact]
    public async Task Embed_NamedPrompt_IsThePromptBeforeTheText()
    {
        Edit("config_sentence_transformers.json", config => config["prompts"] = new JsonObject { ["query"] = "query: " });
        var pipeline = await LoadAsync();
        (await DescribeAsync()).Prompts.ShouldBe(["query"]);

        var named = await EmbedAsync(pipeline, new EmbeddingRequest(["a small dog"]) { PromptName = "query" });
        var own = await EmbedAsync(pipeline, new EmbeddingRequest(["a small dog"]) { Prompt = "query: " });
        var written = await EmbedAsync(pipeline, new EmbeddingRequest(["query: a small dog"]));
        var plain = await EmbedAsync(pipeline, new EmbeddingRequest(["a small dog"]));

        named.Embeddings[0].ShouldBe(written.Embeddings[0]);
        own.Embeddings[0].ShouldBe(written.Embeddings[0]);
        plain.Embeddings[0].ShouldNotBe(written.Embeddings[0]);
        var refusal = await Should.ThrowAsync<InferenceException>(() =>
            EmbedAsync(pipeline, new EmbeddingRequest(["a"]) { PromptName = "passage" })
        );
        refusal.Error.ShouldBe(InferenceError.InvalidInput);
        refusal.Message.ShouldContain("'query'");
    }

    [Fact]
    public async Task Embed_DefaultPromptThatDoesNotCount_IsReadButNotPooled()
    {
        Edit(
            "config_sentence_transformers.json",
            config =>
            {
                config["prompts"] = new JsonObject { ["query"] = "query: " };
                config["default_prompt_name"] = "query";
            }
        );
        Edit("1_Pooling/config.json", pooling => pooling["include_prompt"] = false);
        var skipping = await EmbedAsync(await LoadAsync(), new EmbeddingRequest(["a small dog"]));

        using var other = new TestCatalog();
        other.Add("m", Fixture, "{}");
        await other.Catalog.LoadAsync(Token);
        var counting = await EmbedAsync(other.Pipeline(), new EmbeddingRequest(["query: a small dog"]));

        skipping.Read.ShouldBe(counting.Read);
        skipping.Embeddings[0].ShouldNotBe(counting.Embeddings[0]);
    }

    [Fact]
    public async Task Load_WithoutModules_PoolsTheMeanAndSaysSo()
    {
        File.Delete(Path.Combine(_folder, "modules.json"));
        var pipeline = await LoadAsync();
        var golden = GoldenFile.Cases(Fixture)[0];

        ShouldBeClose(
            (await EmbedAsync(pipeline, new EmbeddingRequest([golden.Text()]))).Embeddings[0],
            golden.Numbers("mean_normalized"),
            "mean"
        );
        _catalog
            .Catalog.Describe("m")
            .Warnings.ShouldContain(warning => warning.StartsWith("There is no modules.json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sentence_transformers.models.Dense", "1_Pooling", "'sentence_transformers.models.Dense'")]
    [InlineData("sentence_transformers.models.Pooling", "../..", "must be a folder beside it")]
    [InlineData("sentence_transformers.models.Pooling", "/etc", "must be a folder beside it")]
    [InlineData("sentence_transformers.models.Pooling", "2_None", "2_None/config.json is missing")]
    public async Task Load_ModuleThatIsNotBuilt_IsAFault(string type, string path, string expected)
    {
        File.WriteAllText(
            Path.Combine(_folder, "modules.json"),
            $$"""[{ "idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer" }, { "idx": 1, "name": "1", "path": "{{path}}", "type": "{{type}}" }]"""
        );
        await _catalog.Catalog.LoadAsync(Token);
        (await DescribeAsync()).Faults.ShouldContain(fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    private static Task<EmbeddingAnswer> EmbedAsync(InferencePipeline pipeline, EmbeddingRequest request) =>
        pipeline.AskAsync<EmbeddingRequest, EmbeddingAnswer>(request, Token);

    private static void ShouldBeClose(float[] found, double[] expected, string name)
    {
        found.Length.ShouldBe(expected.Length, name);
        for (var index = 0; index < found.Length; index++)
        {
            ((double)found[index]).ShouldBe(expected[index], 1e-4, name);
        }
    }

    private async Task<InferencePipeline> LoadAsync()
    {
        await _catalog.Catalog.LoadAsync(Token);
        (await DescribeAsync()).Faults.ShouldBeEmpty();
        return _catalog.Pipeline();
    }

    private Task<VariantInfo> DescribeAsync() => Task.FromResult(_catalog.Catalog.Describe("m").Variants.ShouldHaveSingleItem());

    private void Edit(string file, Action<JsonObject> change)
    {
        var path = Path.Combine(_folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new JsonException(file);
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
