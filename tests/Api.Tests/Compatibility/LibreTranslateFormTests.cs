using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>LibreTranslate's calls read queries and forms of parts as Flask's request.values does.</summary>
public sealed class LibreTranslateFormTests(ApiServer server)
{
    private const string Path = "/translate",
        Query = Path + "?q=Two+dogs+are%20playing.&source=en&target=fr",
        Form = "application/x-www-form-urlencoded",
        Error = "error";

    [Fact]
    public async Task Translate_QueryOrParts_IsTheJsonCalls()
    {
        var json = (await PostAsync(Path, """{ "q": "Two dogs are playing.", "source": "en", "target": "fr" }""", "application/json")).Text;
        using var parts = new MultipartFormDataContent
        {
            { new StringContent("Two dogs are playing."), "q" },
            { new StringContent("en"), "source" },
            { new StringContent("fr"), "target" },
            { new ByteArrayContent([0xFF]), "file", "a.bin" },
        };

        (await PostAsync(Query, "", null)).ShouldBeText(json);
        (await PostAsync(Query, "", Form)).ShouldBeText(json);
        (await PostAsync(Path + "?q=Two+dogs+are+playing.&source=en", "q=A+man&target=fr", Form)).ShouldBeText(json); // the query is first
        (await SendAsync(Path, parts)).ShouldBeText(json);
        (
            await PostAsync(
                Path + "?q=A+man&format=pdf",
                """{ "q": "Two dogs are playing.", "source": "en", "target": "fr" }""",
                "application/json"
            )
        ).ShouldBeText(json);
    }

    [Fact]
    public async Task Detect_QueryOrParts_IsTheJsonCalls()
    {
        const string text = "The weather is very nice in the mountains today.";
        var json = (await PostAsync("/detect", $$"""{ "q": "{{text}}" }""", "application/json")).Text;
        using var parts = new MultipartFormDataContent { { new StringContent(text), "q" } };

        (await PostAsync("/detect?q=" + Uri.EscapeDataString(text), "", null)).ShouldBeText(json);
        (await SendAsync("/detect", parts)).ShouldBeText(json);
    }

    [Theory]
    [InlineData(Path, "", null)]
    [InlineData(Path + "?q=a&source=en", "", null)]
    [InlineData(Path + "?q=caf%E9&source=en&target=fr", "", null)]
    [InlineData(Path + "?q=a&q=b&source=en&source=fr&target=fr", "", null)]
    [InlineData(Path + "?q=a&source=en&target=fr&api_key=x", "", null)]
    [InlineData(Path, "q=caf%E9&source=en&target=fr", Form)]
    [InlineData(Path, "q=a", "multipart/form-data")]
    [InlineData(Path, "q=a", "multipart/form-data; boundary=b")]
    [InlineData(Path, "--b\r\nContent-Disposition: form-data; name=q\r\n\r\na", "multipart/form-data; boundary=b")]
    public async Task Translate_BadQueryOrForm_Is400(string path, string body, string? type)
    {
        var answer = await PostAsync(path, body, type);

        ((int)answer.Status).ShouldBe(400, answer.Text);
    }

    [Fact]
    public async Task Translate_PartsThatAreTooManyOrNotUtf8_Are400()
    {
        using var many = new MultipartFormDataContent();
        for (var index = 0; index < 2_100; index++)
        {
            many.Add(new StringContent("a"), "q");
        }

        using var latin = new MultipartFormDataContent
        {
            { new ByteArrayContent([0x63, 0xE9]), "q" },
            { new StringContent("en"), "source" },
            { new StringContent("fr"), "target" },
        };

        (await SendAsync(Path, many)).ShouldFail(400, Error);
        (await SendAsync(Path, latin)).ShouldFail(400, Error);
    }

    [Fact]
    public async Task Translate_OfAPageOfAnotherSite_IsRefused()
    {
        using var query = new HttpRequestMessage(HttpMethod.Post, Query);
        using var parts = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new MultipartFormDataContent { { new StringContent("a"), "q" } },
        };
        foreach (var request in (HttpRequestMessage[])[query, parts])
        {
            request.Headers.Add("Origin", "https://example.org");
            using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            (await Answer.ReadAsync(response)).ShouldFail(400, Error);
        }
    }

    [Fact]
    public async Task Key_InAPart_IsTheServers()
    {
        await using var guarded = await AccessServer.StartAsync();
        foreach (var (key, status) in new[] { (AccessServer.CallerKey, 200), ("wrong", 403), ("", 400) })
        {
            using var parts = new MultipartFormDataContent
            {
                { new StringContent("a"), "q" },
                { new StringContent("en"), "source" },
                { new StringContent("fr"), "target" },
                { new StringContent(key), "api_key" },
            };
            using var response = await guarded.Http.PostAsync(
                new Uri(Path, UriKind.Relative),
                parts,
                TestContext.Current.CancellationToken
            );
            ((int)response.StatusCode).ShouldBe(status);
        }
    }

    private async Task<Answer> PostAsync(string path, string body, string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return await SendAsync(path, content);
    }

    private async Task<Answer> SendAsync(string path, HttpContent content)
    {
        using var response = await server.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}

/// <summary>What these tests ask of an answer.</summary>
file static class Answers
{
    public static void ShouldBeText(this Answer answer, string text)
    {
        ((int)answer.Status).ShouldBe(200, answer.Text);
        answer.Text.ShouldBe(text);
    }
}
