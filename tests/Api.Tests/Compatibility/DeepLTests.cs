using System.Net;
using System.Text;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>DeepL's calls give what the native ones give, and refuse as DeepL does.</summary>
public sealed class DeepLTests(ApiServer server)
{
    private const string Path = "/v2/translate",
        Message = "message";

    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "A man 😀 is sitting."];

    [Fact]
    public async Task Translate_JsonOrForm_IsTheNativeCalls()
    {
        var native = await server.TranslateAsync(new { text = Texts });

        var json = await server.AskAsync(
            Path,
            new
            {
                text = Texts,
                source_lang = "EN",
                target_lang = "FR",
                show_billed_characters = true,
                context = "ignored",
                preserve_formatting = "1",
                formality = "prefer_less",
                model_type = "latency_optimized",
            }
        );
        var form = await server.PostFormAsync(
            Path,
            $"text={WebUtility.UrlEncode(Texts[0])}&text={WebUtility.UrlEncode(Texts[1])}&target_lang=FR&source_lang=EN&split_sentences=1"
        );

        var translations = json.GetProperty("translations").EnumerateArray().ToArray();
        translations.Select(item => item.GetProperty("text").GetString()).ShouldBe(native);
        translations.ShouldAllBe(item => item.GetProperty("detected_source_language").GetString() == "EN");
        translations.Select(item => item.GetProperty("billed_characters").GetInt32()).ShouldBe([33, 19]); // code points
        form.Json.GetProperty("translations")
            .EnumerateArray()
            .Select(item => item.GetProperty("text").GetString())
            .ShouldBe(native, form.Text);
        form.Text.ShouldNotContain("billed_characters");
        translations.ShouldAllBe(item => item.GetProperty("model_type_used").GetString() == "latency_optimized");
        form.Text.ShouldNotContain("model_type");
    }

    [Fact]
    public async Task Translate_WithoutASource_DetectsIt()
    {
        var answer = await server.AskAsync(
            Path,
            new { text = new[] { "The weather is very nice in the mountains today.", " ", "" }, target_lang = "FR" }
        );

        answer.GetProperty("translations")[0].GetProperty("detected_source_language").GetString().ShouldBe("EN");
        answer
            .GetProperty("translations")
            .EnumerateArray()
            .Skip(1)
            .Select(item => item.GetProperty("text").GetString())
            .ShouldBe([" ", ""]);
    }

    [Fact]
    public async Task Translate_Options_AreTheNativeOnes()
    {
        const string html = "<p>Two <b>dogs</b> are playing.</p>";
        var native = await server.TranslateAsync(new { text = html, format = "html" });
        var whole = await server.TranslateAsync(new { text = Texts[0] + " " + Texts[1], options = new { splitSentences = false } });

        var tagged = await server.AskAsync(
            Path,
            new
            {
                text = new[] { html },
                source_lang = "en",
                target_lang = "fr",
                tag_handling = "html",
                split_sentences = "nonewlines",
            }
        );
        var unsplit = await server.AskAsync(
            Path,
            new
            {
                text = new[] { Texts[0] + " " + Texts[1] },
                source_lang = "en",
                target_lang = "fr",
                split_sentences = "0",
            }
        );

        var form = await server.PostFormAsync(
            Path,
            $"text={WebUtility.UrlEncode(html)}&source_lang=EN&target_lang=FR&tag_handling=html&split_sentences=0&ignore_tags=&glossary_id="
        );
        var refused = await server.PostFormAsync(Path, "text=a&source_lang=EN&target_lang=FR&glossary_ids=x,y");

        form.Json.GetProperty("translations")[0].GetProperty("text").GetString().ShouldBe(native[0], form.Text);
        refused.ShouldFail(400, Message);
        tagged.GetProperty("translations")[0].GetProperty("text").GetString().ShouldBe(native[0]);
        unsplit.GetProperty("translations")[0].GetProperty("text").GetString().ShouldBe(whole[0]);
    }

    [Theory]
    [InlineData("""{ "target_lang": "FR" }""", 400)]
    [InlineData("""{ "text": ["a"] }""", 400)]
    [InlineData("""{ "text": [], "target_lang": "FR" }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "JA" }""", 400)]
    [InlineData("""{ "text": ["a"], "target_lang": "zanzibarcanary" }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "formality": "more" }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "formality": "polite" }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "glossary_id": "x" }""", 404)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "glossary_ids": ["x"] }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "custom_instructions": ["Be kind."] }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "split_sentences": "nonewlines" }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "split_sentences": "2" }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "tag_handling": "pdf" }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "show_billed_characters": 7 }""", 400)]
    [InlineData("""{ "text": ["a"], "source_lang": "EN", "target_lang": "FR", "tag_handling": "xml", "ignore_tags": ["x"] }""", 400)]
    [InlineData("""{ "text": """, 400)]
    [InlineData("", 400)]
    public async Task Translate_BadBody_IsRefusedAsDeepLDoes(string body, int status) =>
        (await server.PostAsync(Path, body)).ShouldFail(status, Message);

    [Fact]
    public async Task Translate_TooLargeOrOfAnotherMediaType_IsRefusedAsDeepLDoes()
    {
        var body = Encoding.UTF8.GetBytes($$"""{ "text": ["{{new string('a', 600_000)}}"], "source_lang": "EN", "target_lang": "FR" }""");

        (await server.PostAsync(Path, body, "application/json")).ShouldFail(413, Message);
        (await server.PostAsync(Path, "text=a"u8.ToArray(), "text/plain")).ShouldFail(415, Message);
    }

    [Fact]
    public async Task Lists_AreThoseOfTheModels()
    {
        var sources = (await server.GetAsync("/v2/languages?type=source")).Json;
        var targets = (await server.GetAsync("/v2/languages?type=target")).Json;
        var form = await server.PostFormAsync("/v2/languages", "type=target");
        form.Json.ToString().ShouldBe(targets.ToString(), form.Text);
        (await server.PostAsync("/v2/languages", """{ "type": "target" }""")).Text.ShouldBe(form.Text);
        (await server.PostAsync("/v2/languages", "{}")).Text.ShouldBe(sources.GetRawText());
        using var python = new HttpRequestMessage(HttpMethod.Get, "/v2/languages") { Content = new StringContent("type=target") };
        python.Content.Headers.ContentType = new("application/x-www-form-urlencoded"); // as DeepL's Python client sends it
        using var answer = await server.Http.SendAsync(python, TestContext.Current.CancellationToken);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(form.Text);
        var pairs = (await server.GetAsync("/v2/glossary-language-pairs")).Json;
        var glossaries = (await server.GetAsync("/v2/glossaries")).Json;

        var source = sources.EnumerateArray().ShouldHaveSingleItem();
        source.GetProperty("language").GetString().ShouldBe("EN");
        source.GetProperty("name").GetString().ShouldBe("English");
        var target = targets.EnumerateArray().ShouldHaveSingleItem();
        target.GetProperty("language").GetString().ShouldBe("FR");
        target.GetProperty("supports_formality").GetBoolean().ShouldBeFalse();
        pairs.GetProperty("supported_languages")[0].GetProperty("target_lang").GetString().ShouldBe("fr");
        glossaries.GetProperty("glossaries").GetArrayLength().ShouldBe(0);
        (await server.GetAsync("/v2/glossaries/none/entries")).ShouldFail(404, Message);
    }

    [Theory]
    [InlineData("<p>A man. <span class=\"a notranslate\">A man.</span></p>", ">A man.</span></p>")]
    [InlineData("<p>A man</p><div class=notranslate><p class=translate>A man</p></div>", ">A man</p></div>")]
    [InlineData("<p>A man</p><div translate=no><p class=translate>A man</p></div>", ">A man</p></div>")]
    public async Task Translate_ClassNoTranslate_IsLeftAlone(string html, string kept)
    {
        var answer = await server.AskAsync(
            Path,
            new
            {
                text = html,
                source_lang = "EN",
                target_lang = "FR",
                tag_handling = "html",
            }
        );

        var text = answer.GetProperty("translations")[0].GetProperty("text").GetString().ShouldNotBeNull();
        text.ShouldStartWith("<p>Un homme");
        text.ShouldEndWith(kept);
    }

    [Theory]
    [InlineData("/v2/languages?type=both")]
    [InlineData("/v2/languages?type=Target")]
    public async Task Languages_OfAnotherType_AreRefused(string path) => (await server.GetAsync(path)).ShouldFail(400, Message);

    [Theory]
    [InlineData("EN-US")]
    [InlineData("en_gb")]
    [InlineData("eng")]
    public async Task Translate_SourceWithARegion_IsAnsweredWithout(string source)
    {
        var answer = await server.AskAsync(
            Path,
            new
            {
                text = Texts,
                source_lang = source,
                target_lang = "FR",
                formality = "default",
            }
        );

        answer.GetProperty("translations")[0].GetProperty("detected_source_language").GetString().ShouldBe("EN");
    }

    [Fact]
    public async Task Translate_Xml_TakesItsLineBreaksForSpaces()
    {
        static object Body(string text) =>
            new
            {
                text,
                source_lang = "EN",
                target_lang = "FR",
                tag_handling = "xml",
                split_sentences = "nonewlines",
            };

        var broken = await server.AskAsync(Path, Body("<p>Two dogs are\nplaying in the snow.</p>"));
        var whole = await server.AskAsync(Path, Body("<p>Two dogs are playing in the snow.</p>"));

        broken.ToString().ShouldBe(whole.ToString());
    }

    [Theory]
    [InlineData("text=caf%E9&source_lang=EN&target_lang=FR")]
    [InlineData("text=a&source_lang=EN&target_lang=FR&caf%c3=%a9")]
    public async Task Translate_FormThatIsNotUtf8_IsRefused(string form) =>
        (await server.PostFormAsync(Path, form)).ShouldFail(400, Message);

    [Theory]
    [InlineData("GET", Path, 405)]
    [InlineData("PUT", "/v2/usage", 405)]
    [InlineData("GET", "/v3/glossaries", 404)]
    [InlineData("POST", "/v2/document", 404)]
    public async Task Key_OnPathsWithoutACall_IsCheckedAndFailsInTheApisForm(string method, string path, int status)
    {
        await using var guarded = await AccessServer.StartAsync();
        await using var closed = await AccessServer.StartAsync(
            ("Compatibility:DeepL:Enabled", "false"),
            ("Compatibility:OpenInference:Enabled", "false")
        );

        var answer = await SendAsync(guarded, "DeepL-Auth-Key " + AccessServer.CallerKey);

        answer.ShouldFail(status, Message);
        answer.Response.Content.Headers.Allow.Count.ShouldBe(status == 405 ? (path == Path ? 1 : 2) : 0);
        (await SendAsync(guarded, "DeepL-Auth-Key wrong")).ShouldFail(403, Message);
        (await SendAsync(guarded, "Basic " + AccessServer.CallerKey)).ShouldFail(403, Message);
        (await SendAsync(closed, "DeepL-Auth-Key " + AccessServer.CallerKey)).ShouldBeProblem(401, "unauthenticated");

        Task<Answer> SendAsync(AccessServer asked, string key) => asked.SendAsync(new HttpMethod(method), path, [("Authorization", key)]);
    }

    [Fact]
    public async Task Glossary_OfAModel_IsListed()
    {
        await using var guarded = await AccessServer.StartAsync();
        using var post = new HttpRequestMessage(HttpMethod.Post, "/v1/models/en-fr/glossary");
        post.Headers.Add("X-API-Key", AccessServer.AdminKey);
        post.Content = new StringContent("""{ "entries": [{ "source": "dog", "target": "toutou" }] }""", Encoding.UTF8, "application/json");
        using var set = await guarded.Http.SendAsync(post, TestContext.Current.CancellationToken);
        set.EnsureSuccessStatusCode();

        var list = await GetAsync(guarded, "/v2/glossaries", AccessServer.CallerKey);
        var entries = await GetAsync(guarded, "/v2/glossaries/en-fr/entries", AccessServer.AdminKey);
        var missing = await GetAsync(guarded, "/v2/glossaries/none/entries", AccessServer.AdminKey);

        var glossary = list.Json.GetProperty("glossaries").EnumerateArray().ShouldHaveSingleItem();
        glossary.GetProperty("glossary_id").GetString().ShouldBe("en-fr");
        glossary.GetProperty("entry_count").GetInt32().ShouldBe(1);
        entries.Text.ShouldBe("dog\ttoutou\n");
        missing.ShouldFail(404, Message);
        (await GetAsync(guarded, "/v2/glossaries/en-fr/entries", AccessServer.CallerKey)).ShouldFail(403, Message);
    }

    [Fact]
    public async Task Key_InDeepLsHeader_IsTheServers()
    {
        await using var guarded = await AccessServer.StartAsync();

        (await GetAsync(guarded, "/v2/languages", null)).ShouldFail(403, Message);
        (await GetAsync(guarded, "/v2/languages", "wrong")).ShouldFail(403, Message);
        ((int)(await GetAsync(guarded, "/v2/languages", AccessServer.LimitedKey)).Status).ShouldBe(200);
        var limited = await GetAsync(guarded, "/v2/languages", AccessServer.LimitedKey);
        limited.ShouldFail(429, Message);
        limited.Response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Usage_OfTheKey_IsCountedAndLimited()
    {
        await using var guarded = await AccessServer.StartAsync(("Access:Keys:1:CharactersPerMonth", "60"));
        (string, string)[] limited = [("Authorization", "DeepL-Auth-Key " + AccessServer.AdminKey)];

        (await GetAsync(guarded, "/v2/usage", AccessServer.AdminKey)).Text.ShouldBe("""{"character_count":0,"character_limit":60}""");
        var body = new
        {
            text = new[] { Texts[1], "The weather is very nice." },
            target_lang = "FR",
            show_billed_characters = true,
        };
        var translated = await guarded.PostAsync(Path, null, body, limited);
        var billed = translated
            .Json.GetProperty("translations")
            .EnumerateArray()
            .Sum(item => item.GetProperty("billed_characters").GetInt32());

        ((int)translated.Status).ShouldBe(200, translated.Text);
        (await GetAsync(guarded, "/v2/usage", AccessServer.AdminKey)).Json.GetProperty("character_count").GetInt32().ShouldBe(billed);
        (await guarded.SendAsync(HttpMethod.Post, "/v2/usage", limited)).Json.GetProperty("character_count").GetInt32().ShouldBe(billed);
        (await guarded.PostAsync(Path, null, body, limited)).ShouldFail(456, Message);
        (await GetAsync(guarded, "/v2/usage", AccessServer.CallerKey)).Text.ShouldBe(
            """{"character_count":0,"character_limit":1000000000000}"""
        );
        (await GetAsync(guarded, "/v2/usage", null)).ShouldFail(403, Message);
    }

    [Fact]
    public async Task Calls_Disabled_AreNotThere()
    {
        await using var closed = new ApiServer(ApiServer.DefaultNames(), ("Compatibility:DeepL:Enabled", "false"));
        await closed.InitializeAsync();

        (await closed.PostAsync(Path, """{ "text": ["a"], "target_lang": "FR" }""")).ShouldFail(
            404,
            "error" // as the Open Inference Protocol writes it: the rest of /v2 is its own
        );
    }

    private static Task<Answer> GetAsync(AccessServer guarded, string path, string? key) =>
        guarded.SendAsync(HttpMethod.Get, path, key is null ? [] : [("Authorization", "DeepL-Auth-Key " + key)]);
}
