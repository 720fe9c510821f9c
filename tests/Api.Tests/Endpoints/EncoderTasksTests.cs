using System.Net;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Embedding, reranking, tagging and zero-shot classification over REST and gRPC: PyTorch's answers, from both the same.</summary>
public sealed class EncoderTasksTests(ExportsServer server)
{
    private const double Tolerance = 1e-4;
    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embed_GoldenTexts_AreTheReferenceFromBothPorts()
    {
        var cases = Golden.Cases("sentence-bert-tiny").Values.ToArray();
        string[] texts = [.. cases.Select(Text)];

        var rest = await PostAsync("/v1/embed", new { text = texts });
        var grpc = await _client.EmbedAsync(new EmbedRequest { Texts = { texts } }, cancellationToken: Token);

        rest.GetProperty("model").GetString().ShouldBe("embedder");
        rest.GetProperty("dimensions").GetInt32().ShouldBe(48);
        grpc.Dimensions.ShouldBe(48);
        for (var index = 0; index < cases.Length; index++)
        {
            var vector = Numbers(rest.GetProperty("embeddings")[index]);
            vector.ShouldBe(Numbers(cases[index].GetProperty("mean_normalized")), Tolerance);
            grpc.Embeddings[index].Values.Select(number => (double)number).ShouldBe(vector, 1e-6);
            var tokens = cases[index].GetProperty("input_ids").GetArrayLength();
            rest.GetProperty("inputTokens")[index].GetInt32().ShouldBe(tokens);
            grpc.Embeddings[index].InputTokens.ShouldBe(tokens);
            rest.GetProperty("truncated")[index].GetBoolean().ShouldBe(cases[index].GetProperty("truncated").GetBoolean());
        }
    }

    [Fact]
    public async Task Embed_Int8_HasWholeNumbers()
    {
        var rest = await PostAsync(
            "/v1/embed",
            new
            {
                text = "a small dog",
                encoding = "int8",
                dimensions = 8,
            }
        );
        var grpc = await _client.EmbedAsync(
            new EmbedRequest
            {
                Texts = { "a small dog" },
                Encoding = EmbeddingEncoding.Int8,
                Dimensions = 8,
            },
            cancellationToken: Token
        );

        var vector = Numbers(rest.GetProperty("embeddings")[0]);
        vector.Length.ShouldBe(8);
        vector.ShouldAllBe(number => number == Math.Round(number) && Math.Abs(number) <= 127);
        grpc.Embeddings[0].Values.Select(number => (double)number).ShouldBe(vector);
    }

    [Fact]
    public async Task Rerank_GoldenDocuments_AreTheReferenceFromBothPorts()
    {
        var golden = Golden.Read("cross-encoder-tiny").GetProperty("rerank");
        var query = golden.GetProperty("query").GetString();
        string[] documents = [.. golden.GetProperty("documents").EnumerateArray().Select(text => text.GetString() ?? "")];
        var raw = Numbers(golden.GetProperty("raw"));

        var rest = await PostAsync("/v1/rerank", new { query, documents });
        var grpc = await _client.RerankAsync(new RerankRequest { Query = query, Documents = { documents } }, cancellationToken: Token);

        var results = rest.GetProperty("results").EnumerateArray().ToArray();
        results.Select(result => (double)result.GetProperty("index").GetInt32()).ShouldBe(Numbers(golden.GetProperty("order")));
        foreach (var (result, message) in results.Zip(grpc.Results))
        {
            var index = result.GetProperty("index").GetInt32();
            result.GetProperty("score").GetDouble().ShouldBe(raw[index], Tolerance);
            message.Index.ShouldBe(index);
            message.Score.ShouldBe(result.GetProperty("score").GetDouble(), 1e-9);
            message.InputTokens.ShouldBe(result.GetProperty("inputTokens").GetInt32());
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("simple")]
    [InlineData("first")]
    [InlineData("average")]
    [InlineData("max")]
    public async Task Tag_GoldenTexts_AreTheReferenceFromBothPorts(string aggregation)
    {
        var cases = Golden.Cases("bert-ner-tiny").Values.ToArray();
        string[] texts = [.. cases.Select(Text)];

        var rest = await PostAsync("/v1/tag", new { text = texts, aggregation });
        var grpc = await _client.TagAsync(
            new TagRequest { Texts = { texts }, Aggregation = Enum.Parse<TagAggregation>(aggregation, ignoreCase: true) },
            cancellationToken: Token
        );

        for (var index = 0; index < cases.Length; index++)
        {
            var expected = cases[index].GetProperty($"entities_{aggregation}").EnumerateArray().ToArray();
            var found = rest.GetProperty("entities")[index].EnumerateArray().ToArray();
            found.Length.ShouldBe(expected.Length, texts[index]);
            grpc.Results[index].Entities.Count.ShouldBe(expected.Length, texts[index]);
            for (var entity = 0; entity < found.Length; entity++)
            {
                found[entity].GetProperty("start").GetInt32().ShouldBe(expected[entity].GetProperty("start").GetInt32(), texts[index]);
                found[entity].GetProperty("end").GetInt32().ShouldBe(expected[entity].GetProperty("end").GetInt32(), texts[index]);
                found[entity].GetProperty("score").GetDouble().ShouldBe(expected[entity].GetProperty("score").GetDouble(), Tolerance);
                found[entity].GetProperty("text").GetString().ShouldBe(grpc.Results[index].Entities[entity].Text);
                found[entity].GetProperty("label").GetString().ShouldBe(grpc.Results[index].Entities[entity].Label);
            }
        }
    }

    [Fact]
    public async Task Classify_CandidateLabels_AreTheReferenceFromBothPorts()
    {
        foreach (var golden in Golden.Read("bart-nli-tiny").GetProperty("zero_shot").GetProperty("cases").EnumerateArray())
        {
            string[] labels = [.. golden.GetProperty("candidate_labels").EnumerateArray().Select(label => label.GetString() ?? "")];
            var template = golden.GetProperty("hypothesis_template").GetString();
            var body = new
            {
                text = Text(golden),
                model = "nli",
                candidateLabels = labels,
                hypothesisTemplate = template,
            };

            var rest = await PostAsync("/v1/classify", body);
            var grpc = await _client.ClassifyAsync(
                new ClassifyRequest
                {
                    Texts = { body.text },
                    Model = "nli",
                    CandidateLabels = { labels },
                    HypothesisTemplate = template,
                },
                cancellationToken: Token
            );

            var found = rest.GetProperty("results")[0].GetProperty("labels").EnumerateArray().ToArray();
            found
                .Select(label => label.GetProperty("score").GetDouble())
                .ShouldBe(Numbers(golden.GetProperty("single").GetProperty("scores")), Tolerance);
            grpc.Results[0].Labels.Select(label => label.Label).ShouldBe(found.Select(label => label.GetProperty("label").GetString()));
        }
    }

    [Fact]
    public async Task Models_FoundTasks_AreShown()
    {
        var models = (await server.GetAsync("/v1/models"))
            .Json.GetProperty("models")
            .EnumerateArray()
            .ToDictionary(model => model.GetProperty("name").GetString() ?? "");

        models["ner"].GetProperty("task").GetString().ShouldBe("token-classification");
        models["embedder"].GetProperty("task").GetString().ShouldBe("feature-extraction");
        models["embedder"].GetProperty("variants")[0].GetProperty("limits").GetProperty("dimensions").GetInt32().ShouldBe(48);
        models["ranker"].GetProperty("task").GetString().ShouldBe("text-ranking");
        models["nli"].GetProperty("task").GetString().ShouldBe("text-classification");
        models.Values.ShouldAllBe(model => model.GetProperty("state").GetString() == "ready");
        var grpc = await _client.ListModelsAsync(new ListModelsRequest(), cancellationToken: Token);
        grpc.Models.Single(model => model.Name == "ner").Task.ShouldBe(ModelTask.TokenClassification);
        grpc.Models.Single(model => model.Name == "embedder").Variants[0].Limits.Dimensions.ShouldBe(48);
    }

    [Theory]
    [InlineData("/v1/embed", """{}""", "$.text is missing or null")]
    [InlineData("/v1/embed", """{"text":"a","dimensions":0}""", "'dimensions' must be at least 1.")]
    [InlineData("/v1/embed", """{"text":"a","dimensions":49}""", "'dimensions' must be at most 48")]
    [InlineData("/v1/embed", """{"text":"a","promptName":"query"}""", "'promptName'")]
    [InlineData("/v1/embed", """{"text":"a","promptName":"query","prompt":"q"}""", "exclude each other")]
    [InlineData("/v1/embed", """{"text":"a","encoding":"float64"}""", "$.encoding must be one of \"float\", \"int8\"")]
    [InlineData("/v1/embed", """{"text":"a","encoding":0}""", "$.encoding must be one of")]
    [InlineData("/v1/embed", """{"text":"a","pooling":"cls"}""", "$.pooling is not a field of this call")]
    [InlineData("/v1/embed", """{"text":"a","model":"ner"}""", "/v1/tag")]
    [InlineData("/v1/rerank", """{"documents":["a"]}""", "$.query is missing or null")]
    [InlineData("/v1/rerank", """{"query":"a"}""", "$.documents is missing or null")]
    [InlineData("/v1/rerank", """{"query":"a","documents":[]}""", "$.documents must be")]
    [InlineData("/v1/rerank", """{"query":"a","documents":["b"],"topN":0}""", "'topN' must be at least 1.")]
    [InlineData("/v1/rerank", """{"query":7,"documents":["b"]}""", "$.query must be a string")]
    [InlineData("/v1/rerank", """{"query":"a","documents":["b"],"model":"distilbert"}""", "/v1/classify")]
    [InlineData("/v1/tag", """{"text":null}""", "$.text is missing or null")]
    [InlineData("/v1/tag", """{"text":"a","aggregation":"mean"}""", "$.aggregation must be one of \"none\"")]
    [InlineData("/v1/tag", """{"text":"a","offsets":"bytes"}""", "$.offsets must be one of \"codePoints\", \"utf16\"")]
    [InlineData("/v1/tag", """{"text":["a",1]}""", "$.text[1] must be a string")]
    [InlineData("/v1/classify", """{"text":"a","model":"nli","candidateLabels":[]}""", "$.candidateLabels must be")]
    [InlineData("/v1/classify", """{"text":"a","model":"nli","candidateLabels":[" "]}""", "'candidateLabels' must hold")]
    [InlineData("/v1/classify", """{"text":"a","model":"nli","multiLabel":true}""", "'multiLabel' belongs to 'candidateLabels'")]
    [InlineData("/v1/classify", """{"text":"a","model":"bert","candidateLabels":["x"]}""", "begins with 'entail'")]
    [InlineData("/v1/classify", """{"text":"a","textPair":"b","model":"nli","candidateLabels":["x"]}""", "exclude each other")]
    public async Task Post_AgainstTheRules_IsRefusedWithAProblem(string path, string body, string mentions)
    {
        var answer = await server.PostAsync(path, body);

        answer.ShouldBeProblem(400, "invalidInput").ShouldContain(mentions, Case.Sensitive);
    }

    [Theory]
    [InlineData("/v1/embed", "prompt", "text")]
    [InlineData("/v1/rerank", "query", "documents")]
    public async Task Post_TextReadWithManyOthers_IsTooLarge(string path, string repeated, string list)
    {
        var body = new Dictionary<string, object> { [repeated] = new string('q', 1_000), [list] = Enumerable.Repeat("a", 600) };

        var answer = await server.PostAsync(path, JsonSerializer.Serialize(body));

        answer.ShouldBeProblem(413, "inputTooLarge").ShouldContain($"'{repeated}' is read once for each");
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        var answer = await server.PostAsync(path, JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    private static string Text(JsonElement golden) => golden.GetProperty("text").GetString() ?? "";

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
