using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Calls of DeepL's glossaries.</summary>
internal static class DeepLGlossaryCalls
{
    public const string GlossariesPath = "/v2/glossaries",
        Translate = "/v2/translate",
        Message = "message",
        Text = "Two dogs are playing in front of the Blue Door.",
        Term = "Porte Azur",
        Tsv = "Blue Door\tPorte Azur\nAcme\tAcme\n";

    public static object Body(string entries, string format = "tsv") =>
        new
        {
            name = "Shops",
            source_lang = "EN",
            target_lang = "fr-FR",
            entries,
            entries_format = format,
        };

    public static object Call(string? id) =>
        new
        {
            text = new[] { Text },
            source_lang = "EN",
            target_lang = "FR",
            glossary_id = id,
        };

    public static async Task<string> TranslateAsync(ApiServer server, string? id)
    {
        var answer = await PostAsync(server, Translate, Call(id));
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer.Json.GetProperty("translations")[0].GetProperty("text").GetString() ?? "";
    }

    public static Task<Answer> CreateAsync(ApiServer server, object body, string? key = AccessServer.CallerKey) =>
        PostAsync(server, GlossariesPath, body, key);

    public static async Task<Answer> PostAsync(ApiServer server, string path, object body, string? key = AccessServer.CallerKey)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await SendAsync(server, HttpMethod.Post, path, key, content);
    }

    public static async Task<Answer> SendAsync(
        ApiServer server,
        HttpMethod method,
        string path,
        string? key = AccessServer.CallerKey,
        HttpContent? content = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Address, path)) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "DeepL-Auth-Key " + key);
        }

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
