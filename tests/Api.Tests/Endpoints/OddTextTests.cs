using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>Texts that are odd but valid, and so must be answered.</summary>
public sealed class OddTextTests(ApiServer server)
{
    // Raw JSON: what a client's escapes look like on the wire.
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["empty"] = "",
        ["white space"] = @" \t\r\n ",
        ["control characters"] = @"a\u0000b\u0001c\u0007d\u001fe\u007f",
        ["only NUL"] = @"\u0000",
        ["lone high surrogate"] = @"a \ud83d b",
        ["lone low surrogate"] = @"a \ude00 b",
        ["surrogates turned round"] = @"\ude00\ud83d",
        ["escaped pair"] = @"a \ud83d\ude00 b",
        ["lone surrogate before emoji"] = @"\ud83d😀",
        ["replacement character"] = "a \uFFFD b",
        ["noncharacters"] = "\uFFFE \uFFFF",
        ["emoji"] = "I love it 😀🎉 so much 👍🏽 👨‍👩‍👧‍👦!",
        ["right to left"] = "שלום עולם، مرحبا بالعالم",
        ["bidirectional controls"] = "\u202Eabc\u202C \u2066def\u2069",
        ["combining marks"] = "Z\u0351\u036B\u0343\u036A\u0302 a\u0308",
        ["one word of 10,000 characters"] = new string('x', 10_000),
        ["10,000 ideographs without a space"] = new string('字', 10_000),
        ["10,000 full stops"] = new string('.', 10_000),
        ["markup"] = "<script>alert(1)</script> &amp; <b>bold</b>",
        ["special tokens"] = "</s> <pad> [CLS] [SEP] >>fr<< <unk>",
        ["quotation marks and backslashes"] = "\\\"a\\\" \\\\ \\/ b",
    };

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var name in Texts.Keys)
            {
                cases.Add(name, BadBody.Translate, "en-fr");
                cases.Add(name, BadBody.Classify, "sentiment");
                cases.Add(name, BadBody.Classify, "intent");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Post_OddText_IsAnswered(string name, string path, string model)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"text":["{{Texts[name]}}"],"model":"{{model}}"}""");

        var answer = await server.PostAsync(path, body, "application/json");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        var results = answer.Json.GetProperty(path == BadBody.Translate ? "translations" : "results");
        results.GetArrayLength().ShouldBe(1);
        ShouldBeFinite(answer.Json);
    }

    [Fact]
    public async Task Post_ByteOrderMark_IsAnswered()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. """{"text":"a man","model":"sentiment"}"""u8];

        var answer = await server.PostAsync(BadBody.Classify, body, "application/json; charset=\"utf-8\"");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
    }

    [Fact]
    public async Task Post_NullsForOptionalFields_AreAsIfNotGiven()
    {
        var answer = await server.PostAsync(
            BadBody.Translate,
            """
            {"text":"Two dogs are playing in the snow.","model":null,"source":null,"target":null,"variant":null,
             "options":{"beamSize":null,"maxNewTokens":null,"minNewTokens":null,"lengthPenalty":null,"noRepeatNgramSize":null,
                        "repetitionPenalty":null,"numHypotheses":null,"earlyStopping":null,"splitSentences":null}}
            """
        );

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("model").GetString().ShouldBe("en-fr");
        answer.Json.GetProperty("variant").GetString().ShouldBe("student");
    }

    // NaN and infinity would not even parse; this also walks into every number.
    private static void ShouldBeFinite(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                double.IsFinite(element.GetDouble()).ShouldBeTrue();
                break;
            case JsonValueKind.Object:
                foreach (var field in element.EnumerateObject())
                {
                    ShouldBeFinite(field.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ShouldBeFinite(item);
                }

                break;
        }
    }
}
