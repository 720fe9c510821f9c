using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Triton's extension for tensors in binary: what it carries, and every length that lies.</summary>
public sealed class OpenInferenceBinaryTests(ExportsServer server)
{
    private const string Header = "Inference-Header-Content-Length",
        Classifier = "/v2/models/distilbert/infer";

    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "", "Où est la gare ? 日本語 😀"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_BinaryBothWays_IsWhatJsonGives()
    {
        var tensor = Tensor(Texts);
        var json = JsonSerializer.Serialize(new { inputs = new[] { BinaryInput("text", [3, 1], new { data = Texts }) } });
        var expected = (await server.PostAsync("/v2/models/marian-split/infer", json)).Json.GetProperty("outputs");

        var (answer, binary) = await AskAsync(
            "/v2/models/marian-split/infer",
            new
            {
                id = "7",
                parameters = new { binary_data_output = true },
                inputs = new[] { BinaryInput("text", [3, 1], new { parameters = new { binary_data_size = tensor.Length } }) },
            },
            tensor
        );

        answer.GetProperty("id").GetString().ShouldBe("7");
        var outputs = answer.GetProperty("outputs").EnumerateArray().ToArray();
        outputs.ShouldAllBe(output => !HasData(output));
        outputs[0].GetProperty("shape").GetRawText().ShouldBe("[3,1]");
        var size = Size(outputs[0]);
        ReadTexts(binary[..size]).ShouldBe(expected[0].GetProperty("data").EnumerateArray().Select(text => text.GetString()));
        ReadNumbers(binary[size..]).ShouldBe(expected[1].GetProperty("data").EnumerateArray().Select(number => number.GetSingle()), 1e-5f);
        binary.Length.ShouldBe(size + Size(outputs[1]));
    }

    [Fact]
    public async Task Infer_OneOutputInBinary_LeavesTheOtherInJson()
    {
        var (answer, binary) = await AskAsync(
            Classifier,
            new
            {
                inputs = new[] { BinaryInput("text", [3], new { data = Texts }) },
                outputs = new object[] { new { name = "score", parameters = new { binary_data = true } }, new { name = "label" } },
            },
            []
        );

        var outputs = answer.GetProperty("outputs").EnumerateArray().ToArray();
        outputs.Select(output => output.GetProperty("name").GetString()).ShouldBe(["score", "label"]);
        outputs.Select(HasData).ShouldBe([false, true]);
        binary.Length.ShouldBe(Size(outputs[0]));
        binary.Length.ShouldBe(outputs[1].GetProperty("data").GetArrayLength() * sizeof(float));
    }

    [Fact]
    public async Task Infer_AnOutputsOwnChoice_IsBeforeThatOfAll()
    {
        var json = JsonSerializer.Serialize(
            new
            {
                parameters = new { binary_data_output = true },
                inputs = new[] { BinaryInput("text", [3], new { data = Texts }) },
                outputs = new[] { new { name = "score", parameters = new { binary_data = false } } },
            }
        );

        var answer = await server.PostAsync(Classifier, json);

        answer.MediaType.ShouldBe("application/json");
        HasData(answer.Json.GetProperty("outputs")[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task Infer_TwoBinaryInputs_AreReadInOrder()
    {
        var (query, documents) = (Tensor(["Where is the dog?"]), Tensor(Texts));
        var json = JsonSerializer.Serialize(
            new
            {
                inputs = new[]
                {
                    BinaryInput("text", [3], new { data = Texts }),
                    BinaryInput("query", [1], new { data = new[] { "Where is the dog?" } }),
                },
            }
        );
        var expected = await server.PostAsync("/v2/models/ranker/infer", json);

        var (answer, _) = await AskAsync(
            "/v2/models/ranker/infer",
            new
            {
                inputs = new[]
                {
                    BinaryInput("text", [3], new { parameters = new { binary_data_size = documents.Length } }),
                    BinaryInput("query", [1], new { parameters = new { binary_data_size = query.Length } }),
                },
            },
            [.. documents, .. query]
        );

        Floats(answer).ShouldBe(Floats(expected.Json), 1e-5f);
    }

    [Fact]
    public async Task Infer_WithoutJson_IsOneTextAndComesBackInBinary()
    {
        var expected = await server.PostAsync("/v1/translate", """{ "text": "Two dogs.", "model": "marian-split" }""");

        var (answer, binary) = await AskAsync("/v2/models/marian-split/infer", null, Encoding.UTF8.GetBytes("Two dogs."));

        ReadTexts(binary[..Size(answer.GetProperty("outputs")[0])])
            .ShouldHaveSingleItem()
            .ShouldBe(expected.Json.GetProperty("translations")[0].GetProperty("text").GetString());
        ShouldBeError(await PostAsync(server, "/v2/models/ranker/infer", "a"u8.ToArray(), "0"), 400).ShouldContain("query, text");
        ShouldBeError(await PostAsync(server, Classifier, [0xC3], "0"), 400).ShouldContain("UTF-8");
    }

    internal static Dictionary<string, object> BinaryInput(string name, long[] shape, object more) =>
        new(JsonSerializer.SerializeToElement(more).EnumerateObject().ToDictionary(field => field.Name, field => (object)field.Value))
        {
            ["name"] = name,
            ["shape"] = shape,
            ["datatype"] = "BYTES",
        };

    private static bool HasData(JsonElement output) => output.TryGetProperty("data", out _);

    private static int Size(JsonElement output) => output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32();

    private static float[] Floats(JsonElement answer) =>
        [.. answer.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(number => number.GetSingle())];

    /// <summary>Asks with binary data, and returns the answer's JSON and what follows it.</summary>
    private async Task<(JsonElement Answer, byte[] Binary)> AskAsync(string path, object? json, byte[] binary)
    {
        var head = json is null ? [] : JsonSerializer.SerializeToUtf8Bytes(json);
        using var request = Request(path, [.. head, .. binary], head.Length.ToString(CultureInfo.InvariantCulture));
        using var response = await server.Http.SendAsync(request, Token);
        var body = await response.Content.ReadAsByteArrayAsync(Token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        var length = body.Length;
        if (response.Headers.TryGetValues(Header, out var values))
        {
            response.Content.Headers.ContentType?.MediaType.ShouldBe("application/octet-stream");
            response.Content.Headers.ContentLength.ShouldBe(body.Length);
            length = int.Parse(values.Single(), CultureInfo.InvariantCulture);
        }

        return (JsonDocument.Parse(body.AsMemory(0, length)).RootElement, body[length..]);
    }

    internal static async Task<Answer> PostAsync(ApiServer server, string path, byte[] body, string length)
    {
        using var request = Request(path, body, length);
        using var response = await server.Http.SendAsync(request, Token);
        return await Answer.ReadAsync(response);
    }

    private static HttpRequestMessage Request(string path, byte[] body, string length)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        request.Headers.TryAddWithoutValidation(Header, length);
        return request;
    }
}
