using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Tokens, descriptions and probes as Text Embeddings Inference has them.</summary>
public sealed class TextEmbeddingsServerTests(ExportsServer server)
{
    [Theory]
    [InlineData("", "embedder")]
    [InlineData("/tei/roberta", "roberta")]
    [InlineData("/tei/xlm-roberta", "xlm-roberta")]
    public async Task Tokenize_Text_HasPlacesInBytes(string root, string model)
    {
        const string text = "Crème brûlée, 日本 😀 two dogs";
        var native = await server.AskAsync("/v1/tokenize", new { text, model });

        var answer = await server.AskAsync(root + "/tokenize", new { inputs = (string[])[text, "dogs"] });
        var plain = await server.AskAsync(root + "/tokenize", new { inputs = text, add_special_tokens = false });

        answer.GetArrayLength().ShouldBe(2);
        var tokens = answer[0].EnumerateArray().ToArray();
        Ids(answer[0])
            .ShouldBe(
                native.GetProperty("results")[0].GetProperty("pieces").EnumerateArray().Select(piece => piece.GetProperty("id").GetInt32())
            );
        tokens[0].EnumerateObject().Select(item => item.Name).ShouldBe(["id", "text", "special", "start", "stop"]);
        tokens[0].GetProperty("special").GetBoolean().ShouldBeTrue();
        tokens[0].GetProperty("start").ValueKind.ShouldBe(JsonValueKind.Null);
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var token in tokens.Where(token => !token.GetProperty("special").GetBoolean()))
        {
            var (start, stop) = (token.GetProperty("start").GetInt32(), token.GetProperty("stop").GetInt32());
            token.GetProperty("text").GetString().ShouldBe(Encoding.UTF8.GetString(bytes[start..stop]));
        }

        Ids(plain[0])
            .ShouldBe(
                tokens.Where(token => !token.GetProperty("special").GetBoolean()).Select(token => token.GetProperty("id").GetInt32())
            );

        var decoded = await server.AskAsync(root + "/decode", new { ids = Ids(answer[1]) });
        var special = await server.AskAsync(
            root + "/decode",
            new { ids = (int[][])[Ids(answer[1]), Ids(plain[0])], skip_special_tokens = false }
        );
        decoded.EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("dogs");
        special.GetArrayLength().ShouldBe(2);
        special[0].GetString().ShouldNotBe("dogs");
    }

    [Fact]
    public async Task Info_EachKind_IsDescribed()
    {
        var embedding = (await server.GetAsync("/info")).Json;
        var classifier = (await server.GetAsync("/tei/bert/info")).Json;
        var reranker = (await server.GetAsync("/tei/ranker/info")).Json;

        embedding
            .EnumerateObject()
            .Select(item => item.Name)
            .ShouldBe([
                "model_id",
                "model_sha",
                "model_dtype",
                "served_model_name",
                "model_type",
                "max_concurrent_requests",
                "max_input_length",
                "max_batch_tokens",
                "max_batch_requests",
                "max_client_batch_size",
                "auto_truncate",
                "tokenization_workers",
                "version",
                "sha",
                "docker_label",
            ]);
        embedding.GetProperty("model_id").GetString().ShouldBe("embedder");
        embedding.GetProperty("model_dtype").GetString().ShouldBe("float32");
        embedding.GetProperty("max_input_length").GetInt32().ShouldBe(64);
        embedding.GetProperty("auto_truncate").GetBoolean().ShouldBeTrue();
        embedding.GetProperty("model_type").ToString().ShouldBe("""{"embedding":{"pooling":"mean"}}""");
        var kind = classifier.GetProperty("model_type").GetProperty("classifier");
        kind.GetProperty("id2label").GetProperty("2").GetString().ShouldBe("travel");
        kind.GetProperty("label2id").GetProperty("travel").GetInt32().ShouldBe(2);
        reranker.GetProperty("model_type").GetProperty("reranker").GetProperty("id2label").GetProperty("0").GetString().ShouldBe("LABEL_0");
    }

    [Theory]
    [InlineData("/ping", "")]
    [InlineData("/tei/embedder/ping", "")]
    [InlineData("/tei/embedder/health", "")]
    [InlineData("/tei/embedder", "")]
    [InlineData("/health", """{"status":"ok"}""")]
    public async Task Health_Ready_Is200(string path, string body)
    {
        var answer = await server.GetAsync(path);

        ((int)answer.Status).ShouldBe(200, answer.Text);
        answer.Text.ShouldBe(body);
    }

    private static int[] Ids(JsonElement tokens) => [.. tokens.EnumerateArray().Select(token => token.GetProperty("id").GetInt32())];
}
