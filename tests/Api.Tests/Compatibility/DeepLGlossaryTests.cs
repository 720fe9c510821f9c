using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Shadow.Tests.Store;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.DeepLGlossaryCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>DeepL's glossaries are kept for each key, and apply to the translations that name them.</summary>
public sealed class DeepLGlossaryTests
{
    [Fact]
    public async Task Create_Glossary_IsListedAppliedAndDeleted()
    {
        await using var server = await AccessServer.StartAsync();
        var created = await CreateAsync(server, Body(Tsv));
        ((int)created.Status).ShouldBe(201, created.Text);
        var id = created.Json.GetProperty("glossary_id").GetString().ShouldNotBeNull();
        created.Json.GetProperty("name").GetString().ShouldBe("Shops");
        created.Json.GetProperty("ready").GetBoolean().ShouldBeTrue();
        created.Json.GetProperty("source_lang").GetString().ShouldBe("en");
        created.Json.GetProperty("target_lang").GetString().ShouldBe("fr");
        created.Json.GetProperty("entry_count").GetInt32().ShouldBe(2);
        created.Json.GetProperty("creation_time").GetString().ShouldNotBeNull().ShouldMatch("\\.[0-9]{3}Z$"); // DeepL's client for Python requires a fraction
        created.Json.GetProperty("creation_time").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(-1));

        (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}")).Text.ShouldBe(created.Text);
        var list = await SendAsync(server, HttpMethod.Get, GlossariesPath);
        list.Json.GetProperty("glossaries").EnumerateArray().ShouldHaveSingleItem().GetRawText().ShouldBe(created.Text);
        var entries = await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}/entries");
        entries.Text.ShouldBe(Tsv);
        entries.MediaType.ShouldBe("text/tab-separated-values");

        var native = await server.PostAsync(
            "/v1/translate",
            AccessServer.CallerKey,
            new { text = Text, glossary = new[] { new { source = "Blue Door", target = Term }, new { source = "Acme", target = "Acme" } } }
        );
        var translated = await TranslateAsync(server, id);
        translated.ShouldContain(Term);
        translated.ShouldBe(native.Json.GetProperty("translations")[0].GetProperty("text").GetString());

        ((int)(await SendAsync(server, HttpMethod.Delete, $"{GlossariesPath}/{id}")).Status).ShouldBe(204);
        (await SendAsync(server, HttpMethod.Delete, $"{GlossariesPath}/{id}")).ShouldFail(404, Message);
        (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}")).ShouldFail(404, Message);
        (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}/entries")).ShouldFail(404, Message);
        (await PostAsync(server, Translate, Call(id))).ShouldFail(404, Message);
        (await server.SendAsync(HttpMethod.Put, $"{GlossariesPath}/{id}", [("X-API-Key", AccessServer.CallerKey)])).ShouldFail(
            405,
            Message
        );
    }

    [Theory]
    [InlineData("tsv", "dog\ttoutou\r\n\r\ncat\tminou")]
    [InlineData("csv", "dog,toutou\ncat,minou\n")]
    [InlineData("csv", "\"dog\",\"toutou\"\r\n\"cat\",minou,en,fr\r\n")]
    public async Task Create_AnyForm_HasTheSameEntries(string format, string entries)
    {
        await using var server = await AccessServer.StartAsync();

        var json = await CreateAsync(server, Body(entries, format));
        using var content = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["name"] = "Shops",
                ["source_lang"] = "EN",
                ["target_lang"] = "FR",
                ["entries"] = entries,
                ["entries_format"] = format,
            }
        );
        var form = await SendAsync(server, HttpMethod.Post, GlossariesPath, content: content);

        foreach (var created in new[] { json, form })
        {
            ((int)created.Status).ShouldBe(201, created.Text);
            var id = created.Json.GetProperty("glossary_id").GetString();
            (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}/entries")).Text.ShouldBe("dog\ttoutou\ncat\tminou\n");
        }
    }

    [Fact]
    public async Task Create_LoneSurrogates_AreReplaced()
    {
        await using var server = await AccessServer.StartAsync();
        const string body = """
            { "name": "a\ud800", "source_lang": "en", "target_lang": "fr", "entries": "\udc00\tb", "entries_format": "tsv" }
            """;
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var created = await SendAsync(server, HttpMethod.Post, GlossariesPath, content: content);

        ((int)created.Status).ShouldBe(201, created.Text);
        created.Json.GetProperty("name").GetString().ShouldBe("a\uFFFD");
        var id = created.Json.GetProperty("glossary_id").GetString();
        (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}/entries")).Text.ShouldBe("\uFFFD\tb\n");
    }

    [Fact]
    public async Task Glossary_OfAnotherKey_IsNotThere()
    {
        await using var server = await AccessServer.StartAsync(("Access:AllowAnonymous", "true"));
        var id = (await CreateAsync(server, Body(Tsv))).Json.GetProperty("glossary_id").GetString();

        foreach (var key in new[] { AccessServer.AdminKey, null })
        {
            (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}", key)).ShouldFail(404, Message);
            (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}/entries", key)).ShouldFail(404, Message);
            (await SendAsync(server, HttpMethod.Delete, $"{GlossariesPath}/{id}", key)).ShouldFail(404, Message);
            (await SendAsync(server, HttpMethod.Get, GlossariesPath, key)).Json.GetProperty("glossaries").GetArrayLength().ShouldBe(0);
            (await PostAsync(server, Translate, Call(id), key)).ShouldFail(404, Message);
        }

        (await CreateAsync(server, Body(Tsv), null)).ShouldFail(403, Message);
        (await CreateAsync(server, Body(Tsv), "wrong")).ShouldFail(403, Message);
        ((int)(await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/{id}")).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Glossary_OfASharedDatabase_AppliesAtEveryServerAndAfterARestart()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        (string, string)[] shared = [("Shadow:Store:PostgreSql", cluster.ConnectionString), ("Shadow:Store:Timeout", "00:01:00")];
        await using var second = await AccessServer.StartAsync(shared);
        string? id;
        await using (var first = await AccessServer.StartAsync(shared))
        {
            id = (await CreateAsync(first, Body(Tsv))).Json.GetProperty("glossary_id").GetString();
            (await TranslateAsync(second, id)).ShouldContain(Term);
        }

        await using var third = await AccessServer.StartAsync(shared);
        (await TranslateAsync(third, id)).ShouldContain(Term);
        ((int)(await SendAsync(third, HttpMethod.Delete, $"{GlossariesPath}/{id}")).Status).ShouldBe(204);
        (await SendAsync(second, HttpMethod.Get, $"{GlossariesPath}/{id}")).ShouldFail(404, Message);
    }

    [Fact]
    public async Task Glossary_OfAModel_IsReadOnly()
    {
        await using var server = await AccessServer.StartAsync();
        var set = await server.PostAsync(
            "/v1/models/en-fr/glossary",
            AccessServer.AdminKey,
            new { entries = new[] { new { source = "Blue Door", target = Term } } }
        );
        ((int)set.Status).ShouldBe(200, set.Text);

        (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/en-fr")).Json.GetProperty("entry_count").GetInt32().ShouldBe(1);
        (await SendAsync(server, HttpMethod.Delete, $"{GlossariesPath}/en-fr", AccessServer.AdminKey)).ShouldFail(403, Message);
        (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/en-fr/entries")).ShouldFail(403, Message);
        (await SendAsync(server, HttpMethod.Get, $"{GlossariesPath}/en-fr/entries", AccessServer.AdminKey)).Text.ShouldBe(
            $"Blue Door\t{Term}\n"
        );
        (await PostAsync(server, Translate, Call("en-fr"))).ShouldFail(404, Message);
        server.Logs.ShouldNotContain(line => line.Contains(Term, StringComparison.Ordinal));
    }
}
