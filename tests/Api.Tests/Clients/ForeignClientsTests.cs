using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Compatibility;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Clients;

/// <summary>npm clients that were written for other servers, unchanged; see tests/Clients.</summary>
public sealed class ForeignClientsTests(ApiServer server, ExportsServer exports)
{
    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "A man is sitting."];

    [Fact]
    public async Task OpenAi_ItsExamples_AreAnsweredAsEmbed()
    {
        var native = await exports.AskAsync("/v1/embed", new { text = Texts, model = "embedder" });

        var answer = await NodeProgram.RunAsync(
            "openai.mjs",
            "openai",
            new
            {
                @base = exports.Address,
                key = "any",
                model = "embedder",
                texts = Texts,
            }
        );

        for (var text = 0; text < Texts.Length; text++)
        {
            Numbers(answer.GetProperty("floats")[text]).ShouldBe(Numbers(native.GetProperty("embeddings")[text]), 1e-6);
        }

        Numbers(answer.GetProperty("usual")).ShouldBe(Numbers(native.GetProperty("embeddings")[0]), 1e-6);
        answer.GetProperty("usage").GetInt32().ShouldBe(native.GetProperty("inputTokens").EnumerateArray().Sum(count => count.GetInt32()));
        Strings(answer.GetProperty("models")).ShouldBe(["embedder"]);
        answer.GetProperty("model").GetString().ShouldBe("embedder");
        answer.GetProperty("unknown").GetProperty("status").GetInt32().ShouldBe(404);
        answer.GetProperty("unknown").GetProperty("code").GetString().ShouldBe("model_not_found");
        answer.GetProperty("ids").GetProperty("param").GetString().ShouldBe("input");
        answer.GetProperty("wrongKey").ValueKind.ShouldBe(JsonValueKind.Null); // this server has no keys
    }

    [Fact]
    public async Task DeepL_ItsExamples_AreAnsweredAsTranslate()
    {
        const string html = "<p>Two <b>dogs</b> are playing.</p>";
        await using var guarded = await AccessServer.StartAsync(("Access:Keys:1:CharactersPerMonth", "5"));
        var native = await server.TranslateAsync(new { text = Texts });
        var unsplit = await server.TranslateAsync(new { text = Texts, options = new { splitSentences = false } });
        var document = await server.TranslateAsync(new { text = html, format = "html" });

        var answer = await NodeProgram.RunAsync(
            "deepl.mjs",
            "deepl-node",
            new
            {
                @base = guarded.Address,
                key = AccessServer.CallerKey,
                limitedKey = AccessServer.AdminKey,
                texts = Texts,
                html,
            }
        );

        answer.GetProperty("one").GetProperty("text").GetString().ShouldBe(native[0]);
        answer.GetProperty("one").GetProperty("billedCharacters").GetInt32().ShouldBe(Texts[0].Length);
        Strings(answer.GetProperty("many")).ShouldBe(unsplit);
        Strings(answer.GetProperty("detected")).ShouldBe(["en", "en"]);
        answer.GetProperty("html").GetString().ShouldBe(document[0]);
        Strings(answer.GetProperty("sources")).ShouldBe(["en"]);
        answer.GetProperty("targets")[0].GetProperty("code").GetString().ShouldBe("fr");
        answer.GetProperty("pairs").GetArrayLength().ShouldBe(1);
        answer.GetProperty("glossaries").GetArrayLength().ShouldBe(0);
        answer.GetProperty("used").GetInt32().ShouldBe(Texts.Sum(text => text.EnumerateRunes().Count()));
        answer.GetProperty("limitReached").GetBoolean().ShouldBeFalse();
        answer.GetProperty("limit").GetInt32().ShouldBe(5);
        answer.GetProperty("quota").GetProperty("name").GetString().ShouldBe("QuotaExceededError");
        answer.GetProperty("formality").GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("formality");
        answer.GetProperty("language").GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("Bad request");
        answer.GetProperty("wrongKey").GetProperty("name").GetString().ShouldBe("AuthorizationError");
        ShouldHaveGlossaries(answer.GetProperty("ownGlossaries"));
    }

    [Fact]
    public async Task LibreTranslate_ItsExamples_AreAnsweredAsTranslate()
    {
        await using var guarded = await AccessServer.StartAsync(("Access:AllowAnonymous", "true"));
        var native = await server.TranslateAsync(new { text = Texts });

        var answer = await NodeProgram.RunAsync(
            "libretranslate.mjs",
            "libretranslatejs",
            new
            {
                host = guarded.Address.Host,
                port = guarded.Address.Port,
                key = AccessServer.CallerKey,
                texts = Texts,
            }
        );

        Strings(answer.GetProperty("translate")).ShouldBe(native);
        answer.GetProperty("libretranslatejs").GetString().ShouldBe(native[0]);
        answer.GetProperty("language").GetString().ShouldNotBeNullOrWhiteSpace();
        answer.GetProperty("wrongKey").GetString().ShouldNotBeNull().ShouldContain("key");
    }

    private static void ShouldHaveGlossaries(JsonElement found)
    {
        const string created = """ready":true,"sourceLang":"en","targetLang":"fr","entryCount":2,"isDate":true}""";
        found
            .GetProperty("created")
            .EnumerateArray()
            .Select(glossary => glossary.GetRawText())
            .ShouldBe([$$"""{"name":"Pets","{{created}}""", $$"""{"name":"Pets of a table","{{created}}"""]);
        found.GetProperty("listed").GetRawText().ShouldBe("[true,true]");
        found.GetProperty("got").GetString().ShouldBe("Pets");
        found
            .GetProperty("entries")
            .EnumerateArray()
            .Select(entries => entries.GetRawText())
            .ShouldBe(Enumerable.Repeat("""{"dogs":"toutous","Acme":"Acme"}""", 2));
        found.GetProperty("translated").GetString().ShouldNotBeNull().ShouldContain("toutous");
        found.GetProperty("others").GetProperty("name").GetString().ShouldBe("GlossaryNotFoundError");
        found.GetProperty("bad").GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("Bad request");
        found.GetProperty("deleted").GetInt32().ShouldBe(2);
        found.GetProperty("gone").GetProperty("name").GetString().ShouldBe("GlossaryNotFoundError");
        found.GetProperty("goneFromText").GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("Not found");
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static IEnumerable<string?> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString());
}
