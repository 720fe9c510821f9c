using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Models.Glossaries;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.DeepLGlossaryCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Glossaries that cannot be created or applied are refused as DeepL does.</summary>
public sealed class DeepLGlossaryRefusalTests(ApiServer open)
{
    [Theory]
    [InlineData("name", null, "$.name")]
    [InlineData("name", "\"\"", "$.name")]
    [InlineData("name", """ "a\u0000" """, "$.name")]
    [InlineData("source_lang", null, "$.source_lang")]
    [InlineData("target_lang", null, "$.target_lang")]
    [InlineData("source_lang", "\"fr\"", "pairs")]
    [InlineData("source_lang", "\"zanzibarcanary\"", "pairs")]
    [InlineData("entries_format", null, "$.entries_format")]
    [InlineData("entries_format", "\"xls\"", "$.entries_format")]
    [InlineData("entries", null, "$.entries")]
    [InlineData("entries", """ ["a"] """, "$.entries")]
    [InlineData("entries", """ "\n\n" """, "at least one")]
    [InlineData("entries", """ "a\tb\nzanzibarcanary" """, "line 2")]
    [InlineData("entries", """ "a\tb\tc" """, "line 1")]
    [InlineData("entries", """ "a\tb\na\tc" """, "$.entries[1].target")]
    [InlineData("entries", """ " a\tb" """, "$.entries[0].source")]
    [InlineData("entries", """ "a\t" """, "$.entries[0].target")]
    [InlineData("entries", """ "a\u0000\tb" """, "$.entries[0].source")]
    public async Task Create_BadField_IsRefused(string field, string? value, string mentions)
    {
        var fields = new Dictionary<string, string?>
        {
            ["name"] = "\"a\"",
            ["source_lang"] = "\"en\"",
            ["target_lang"] = "\"fr\"",
            ["entries"] = "\"a\\tb\"",
            ["entries_format"] = "\"tsv\"",
            [field] = value,
        };

        await ShouldRefuseAsync(
            $"{{{string.Join(',', fields.Where(pair => pair.Value is not null).Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}",
            mentions
        );
    }

    [Theory]
    [InlineData("a,b,en,de", "record 1")]
    [InlineData("a,b,en", "record 1")]
    [InlineData("a,b\n\"a,c", "record 2")]
    [InlineData("a,b\nc\n", "record 2")]
    [InlineData("a,b,en,fr,x", "record 1")]
    public Task Create_BadCsv_IsRefused(string entries, string mentions) =>
        ShouldRefuseAsync(JsonSerializer.Serialize(Body(entries, "csv")), mentions);

    [Theory]
    [InlineData("""{ "name": """)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public Task Create_BadBody_IsRefused(string body) => ShouldRefuseAsync(body, "");

    [Fact]
    public async Task Translate_GlossaryThatDoesNotFit_IsRefused()
    {
        await using var server = await AccessServer.StartAsync();
        var id = (await CreateAsync(server, Body(Tsv))).Json.GetProperty("glossary_id").GetString();

        foreach (
            var body in (object[])
                [
                    new
                    {
                        text = new[] { Text },
                        target_lang = "FR",
                        glossary_id = id,
                    },
                    new
                    {
                        text = new[] { Text },
                        source_lang = "FR",
                        target_lang = "EN",
                        glossary_id = id,
                    },
                    new
                    {
                        text = new[] { Text },
                        source_lang = "EN",
                        glossary_id = id,
                    },
                    new
                    {
                        text = new[] { Text },
                        source_lang = "EN",
                        target_lang = "FR",
                        glossary_id = id,
                        split_sentences = "0",
                    },
                ]
        )
        {
            (await PostAsync(server, Translate, body)).ShouldFail(400, Message);
        }

        foreach (var unknown in (string[])["en-fr", Guid.NewGuid().ToString()])
        {
            var body = new
            {
                text = new[] { Text },
                source_lang = "EN",
                target_lang = "FR",
                glossary_id = unknown,
            };
            (await PostAsync(server, Translate, body)).ShouldFail(404, Message);
        }
    }

    [Fact]
    public async Task Create_MoreThanAllowed_IsRefusedAsDeepLDoes()
    {
        await using var server = await AccessServer.StartAsync(("Glossaries:MaxPerKey", "2"), ("Glossaries:MaxBytesPerKey", "2000"));
        var many = string.Join('\n', Enumerable.Range(0, Glossary.MostOfCall + 1).Select(number => $"term {number}\tb"));

        (await CreateAsync(server, Body(many))).ShouldFail(413, Message);
        (await CreateAsync(server, Body(many[..many.LastIndexOf('\n')]))).ShouldFail(413, Message);
        ((int)(await CreateAsync(server, Body("a\tb"))).Status).ShouldBe(201);
        var second = await CreateAsync(server, Body("a\tb"));
        (await CreateAsync(server, Body("a\tb"))).ShouldFail(456, Message);
        ((int)(await CreateAsync(server, Body("a\tb"), AccessServer.AdminKey)).Status).ShouldBe(201);
        await SendAsync(server, HttpMethod.Delete, $"{GlossariesPath}/{second.Json.GetProperty("glossary_id").GetString()}");
        ((int)(await CreateAsync(server, Body("a\tb"))).Status).ShouldBe(201);
    }

    private async Task ShouldRefuseAsync(string body, string mentions)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var refused = await SendAsync(open, HttpMethod.Post, GlossariesPath, content: content);

        refused.ShouldFail(400, Message);
        refused.Json.GetProperty(Message).GetString().ShouldNotBeNull().ShouldContain(mentions);
    }
}
