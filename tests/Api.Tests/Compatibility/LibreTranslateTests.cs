using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>LibreTranslate's calls give what the native ones give, and refuse as LibreTranslate does.</summary>
public sealed class LibreTranslateTests(ApiServer server)
{
    private const string Path = "/translate",
        Error = "error";

    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "A man is sitting."];

    [Fact]
    public async Task Translate_OneTextOrSeveral_IsTheNativeCalls()
    {
        var native = await server.TranslateAsync(new { text = Texts });

        var one = await server.AskAsync(
            Path,
            new
            {
                q = Texts[0],
                source = "en",
                target = "fr",
                format = "",
                api_key = "",
                other = 1,
            }
        );
        var several = await server.AskAsync(
            Path,
            new
            {
                q = Texts,
                source = "en",
                target = "fr",
            }
        );
        var form = await server.PostFormAsync(Path, $"q={WebUtility.UrlEncode(Texts[0])}&source=en&target=fr&format=text&api_key=");

        one.EnumerateObject().Select(item => item.Name).ShouldBe(["translatedText"]);
        one.GetProperty("translatedText").GetString().ShouldBe(native[0]);
        several.GetProperty("translatedText").EnumerateArray().Select(item => item.GetString()).ShouldBe(native);
        form.Json.GetProperty("translatedText").GetString().ShouldBe(native[0], form.Text);
    }

    [Fact]
    public async Task Translate_Alternatives_AreTheNextHypotheses()
    {
        var native = await server.AskAsync("/v1/translate", new { text = Texts[0], options = new { beamSize = 3, numHypotheses = 3 } });
        var hypotheses = native
            .GetProperty("translations")[0]
            .GetProperty("hypotheses")
            .EnumerateArray()
            .Select(item => item.GetProperty("text").GetString())
            .ToArray();

        var answer = await server.AskAsync(
            Path,
            new
            {
                q = Texts[0],
                source = "en",
                target = "fr",
                alternatives = 2,
            }
        );
        var batch = await server.AskAsync(
            Path,
            new
            {
                q = new[] { Texts[0] },
                source = "en",
                target = "fr",
                alternatives = 2,
            }
        );
        var form = await server.PostFormAsync(Path, $"q={WebUtility.UrlEncode(Texts[0])}&source=en&target=fr&alternatives=2");

        string?[] others = [.. hypotheses.Distinct().Skip(1)];
        answer.GetProperty("translatedText").GetString().ShouldBe(hypotheses[0]);
        answer.GetProperty("alternatives").EnumerateArray().Select(item => item.GetString()).ShouldBe(others);
        batch.GetProperty("alternatives")[0].EnumerateArray().Select(item => item.GetString()).ShouldBe(others);
        form.Json.GetProperty("alternatives").EnumerateArray().Select(item => item.GetString()).ShouldBe(others);
    }

    [Theory]
    [InlineData("A man.")]
    [InlineData("Two dogs are playing in the snow.")]
    public async Task Translate_MostAlternatives_NoneIsRepeated(string text)
    {
        var answer = await server.AskAsync(
            Path,
            new
            {
                q = text,
                source = "en",
                target = "fr",
                alternatives = 7,
            }
        );

        string?[] all =
        [
            answer.GetProperty("translatedText").GetString(),
            .. answer.GetProperty("alternatives").EnumerateArray().Select(item => item.GetString()),
        ];
        all.ShouldBeUnique();
        all.ShouldNotContain("");
    }

    [Theory]
    [InlineData("2", "\"2\"")]
    [InlineData("2", "\" 2 \"")]
    [InlineData("2", "2.0")]
    [InlineData("2", "2.9")]
    [InlineData("1", "true")]
    [InlineData("0", "-3")]
    [InlineData("0", "\"-3\"")]
    [InlineData("0", "false")]
    public async Task Translate_AlternativesAsText_AreReadAsPythonDoes(string number, string written)
    {
        var expected = await server.PostAsync(Path, Body(number));

        var answer = await server.PostAsync(Path, Body(written));

        ((int)answer.Status).ShouldBe(200, answer.Text);
        answer.Text.ShouldBe(expected.Text);
        static string Body(string alternatives) =>
            $$"""{ "q": "Two dogs are playing in the snow.", "source": "en", "target": "fr", "alternatives": {{alternatives}} }""";
    }

    [Fact]
    public async Task Translate_HtmlWithAlternatives_HasNone()
    {
        var one = await server.PostAsync(
            Path,
            """{ "q": "<p>A man</p>", "source": "en", "target": "fr", "format": "html", "alternatives": 2 }"""
        );
        var several = await server.PostAsync(
            Path,
            """{ "q": ["<p>A man</p>"], "source": "en", "target": "fr", "format": "html", "alternatives": 2 }"""
        );

        var native = (await server.TranslateAsync(new { text = "<p>A man</p>", format = "html" }))[0];
        one.Text.ShouldBe($$"""{"translatedText":"{{native}}","alternatives":[]}""");
        several.Text.ShouldBe($$"""{"translatedText":["{{native}}"],"alternatives":[[]]}""");
    }

    [Theory]
    [InlineData("""{ "q": "Two  dogs.\n", "source": "en", "target": "en" }""", """{"translatedText":"Two  dogs.\n"}""")]
    [InlineData("""{ "q": "Un chien", "source": "fr", "target": "FR" }""", """{"translatedText":"Un chien"}""")]
    [InlineData(
        """{ "q": ["<b>a", "b"], "source": "en", "target": "en", "format": "html", "alternatives": 1 }""",
        """{"translatedText":["<b>a","b"],"alternatives":[[],[]]}"""
    )]
    public async Task Translate_OneLanguage_ReturnsTheTexts(string body, string expected)
    {
        var answer = await server.PostAsync(Path, body);

        ((int)answer.Status).ShouldBe(200, answer.Text);
        answer.Text.ShouldBe(expected);
    }

    [Fact]
    public async Task Translate_OneLanguageOfTooManyTexts_IsRefused()
    {
        var body = JsonSerializer.Serialize(
            new
            {
                q = Enumerable.Repeat("a", 1_001),
                source = "en",
                target = "en",
            }
        );

        var answer = await server.PostAsync(Path, body);

        ((int)answer.Status).ShouldBe(400, answer.Text);
        answer.Text.ShouldContain("1001 texts");
    }

    [Fact]
    public async Task Translate_Auto_SaysTheLanguage()
    {
        var one = await server.AskAsync(
            Path,
            new
            {
                q = "The weather is very nice in the mountains today.",
                source = "auto",
                target = "fr",
            }
        );
        var several = await server.AskAsync(
            Path,
            new
            {
                q = Texts,
                source = "auto",
                target = "fr",
            }
        );

        var detected = one.GetProperty("detectedLanguage");
        detected.GetProperty("language").GetString().ShouldBe("en");
        detected.GetProperty("confidence").GetDouble().ShouldBeInRange(50, 100);
        several.GetProperty("detectedLanguage").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Translate_Html_IsTheNativeCalls()
    {
        const string html = "<p>Two <b>dogs</b> are playing.</p>";
        var native = await server.TranslateAsync(new { text = html, format = "html" });

        var answer = await server.AskAsync(
            Path,
            new
            {
                q = html,
                source = "en",
                target = "fr",
                format = "html",
            }
        );

        answer.GetProperty("translatedText").GetString().ShouldBe(native[0]);
    }

    [Theory]
    [InlineData("""{ "source": "en", "target": "fr" }""")]
    [InlineData("""{ "q": "", "source": "en", "target": "fr" }""")]
    [InlineData("""{ "q": "a", "target": "fr" }""")]
    [InlineData("""{ "q": "a", "source": "en" }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "ja" }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "zanzibarcanary" }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "fr", "format": "pdf" }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "fr", "alternatives": 8 }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "fr", "alternatives": 1e300 }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "fr", "alternatives": "8" }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "fr", "alternatives": "2.0" }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "fr", "alternatives": "" }""")]
    [InlineData("""{ "q": "a", "source": "en", "target": "fr", "alternatives": [2] }""")]
    [InlineData("""{ "q": "a", "source": "ja", "target": "ja" }""")]
    [InlineData("""{ "q": 7, "source": "en", "target": "fr" }""")]
    [InlineData("""{ "q": """)]
    [InlineData("")]
    public async Task Translate_BadBody_Is400(string body) => (await server.PostAsync(Path, body)).ShouldFail(400, Error);

    [Theory]
    [InlineData("source=en&target=fr")]
    [InlineData("q=a&q=b&source=en&source=fr&target=fr")]
    [InlineData("q=a&source=en&target=fr&alternatives=many")]
    public async Task Translate_BadForm_Is400(string form) => (await server.PostFormAsync(Path, form)).ShouldFail(400, Error);

    [Fact]
    public async Task Translate_TooLargeOrOfAnotherMediaType_Is400()
    {
        var body = Encoding.UTF8.GetBytes($$"""{ "q": "{{new string('a', 600_000)}}", "source": "en", "target": "fr" }""");

        (await server.PostAsync(Path, body, "application/json")).ShouldFail(400, Error);
        (await server.PostAsync(Path, "q=a"u8.ToArray(), "text/plain")).ShouldFail(400, Error);
        (await server.PostFormAsync(Path, "q=a&" + string.Concat(Enumerable.Repeat("x=1&", 3_000)))).ShouldFail(400, Error);
    }

    [Theory]
    [InlineData("123")]
    [InlineData("😀")]
    public async Task Detect_NoLanguage_IsOneOfTheModels(string text)
    {
        var answer = await server.AskAsync("/detect", new { q = text });

        answer.EnumerateArray().ShouldHaveSingleItem().GetProperty("confidence").GetDouble().ShouldBe(0);
        answer[0].GetProperty("language").GetString().ShouldBe("en");
    }

    [Fact]
    public async Task Detect_Text_IsTheNativeCallsAmongTheListedLanguages()
    {
        const string text = "The weather is very nice in the mountains today.";
        var native = await server.AskAsync("/v1/detect", new { text, topK = 100 });
        string?[] listed =
        [
            .. (await server.GetAsync("/languages")).Json.EnumerateArray().Select(language => language.GetProperty("code").GetString()),
        ];

        var answer = await server.AskAsync("/detect", new { q = text });

        answer
            .EnumerateArray()
            .Select(item => item.GetProperty("language").GetString())
            .ShouldBe(
                native
                    .GetProperty("detections")[0]
                    .GetProperty("candidates")
                    .EnumerateArray()
                    .Select(item => item.GetProperty("language").GetString())
                    .Where(listed.Contains)
                    .Take(3)
            );
        answer[0].GetProperty("confidence").GetDouble().ShouldBeInRange(50, 100);
    }

    [Fact]
    public async Task Languages_And_Settings_AreThoseOfTheModels()
    {
        var languages = (await server.GetAsync("/languages")).Json;
        var settings = (await server.GetAsync("/frontend/settings")).Json;

        languages
            .ToString()
            .ShouldBe("""[{"code":"en","name":"English","targets":["en","fr"]},{"code":"fr","name":"French","targets":["fr"]}]""");
        settings.GetProperty("keyRequired").GetBoolean().ShouldBeFalse();
        settings.GetProperty("charLimit").GetInt32().ShouldBe(500_000);
        settings.GetProperty("language").GetProperty("target").GetProperty("name").GetString().ShouldBe("French");
    }

    [Fact]
    public async Task Key_InTheBodyOrAHeader_IsTheServers()
    {
        await using var guarded = await AccessServer.StartAsync();
        var body = new
        {
            q = "a",
            source = "en",
            target = "fr",
        };

        (await guarded.PostAsync(Path, JsonSerializer.Serialize(body))).ShouldFail(400, Error);
        (await PostAsync("wrong")).ShouldFail(403, Error);
        (await PostAsync("")).ShouldFail(400, Error);
        ((int)(await PostAsync(AccessServer.CallerKey)).Status).ShouldBe(200);
        ((int)(await guarded.PostFormAsync(Path, $"q=a&source=en&target=fr&api_key={AccessServer.CallerKey}")).Status).ShouldBe(200);
        (await guarded.PostAsync(Path, "{")).ShouldFail(400, Error);
        var large = await guarded.PostAsync(
            Path,
            JsonSerializer.Serialize(
                new
                {
                    q = new string('a', 70_000),
                    source = "en",
                    target = "fr",
                }
            )
        );
        large.ShouldFail(400, Error);
        large.Text.ShouldContain("header");
        ((int)(await PostAsync(AccessServer.LimitedKey)).Status).ShouldBe(200);
        var limited = await PostAsync(AccessServer.LimitedKey);
        limited.ShouldFail(429, Error);
        limited.Response.Headers.RetryAfter.ShouldNotBeNull();
        (await guarded.GetAsync("/frontend/settings")).Json.GetProperty("keyRequired").GetBoolean().ShouldBeTrue();
        guarded.Logs.ShouldNotContain(line => line.Contains(AccessServer.CallerKey, StringComparison.Ordinal));

        Task<Answer> PostAsync(string key) =>
            guarded.PostAsync(
                Path,
                JsonSerializer.Serialize(
                    new
                    {
                        q = "a",
                        source = "en",
                        target = "fr",
                        api_key = key,
                    }
                )
            );
    }

    [Theory]
    [InlineData("https://example.org", 400)]
    [InlineData("null", 400)]
    [InlineData(null, 200)]
    public async Task Translate_FormOfAPageOfAnotherSite_IsRefused(string? origin, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Content = new StringContent("q=a&source=en&target=fr", Encoding.UTF8, "application/x-www-form-urlencoded");
        request.Headers.Add("Origin", origin ?? $"http://{server.Address.Authority}");

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task Calls_Disabled_AreNotThere()
    {
        await using var closed = new ApiServer(ApiServer.DefaultNames(), ("Compatibility:LibreTranslate:Enabled", "false"));
        await closed.InitializeAsync();

        (await closed.PostAsync(Path, """{ "q": "a", "source": "en", "target": "fr" }""")).ShouldBeProblem(404, "notFound");
    }
}
