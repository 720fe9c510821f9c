using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Calls of other servers' APIs, and failures in their forms.</summary>
internal static class ForeignErrors
{
    /// <summary>Posts a form.</summary>
    public static async Task<Answer> PostFormAsync(this ApiServer server, string path, string form)
    {
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await server.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Posts JSON, which must be answered.</summary>
    public static async Task<JsonElement> AskAsync(this ApiServer server, string path, object body)
    {
        var answer = await server.PostAsync(path, JsonSerializer.Serialize(body));
        ((int)answer.Status).ShouldBe(200, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        return answer.Json;
    }

    /// <summary>Asserts a failure whose body has one field, a message.</summary>
    public static void ShouldFail(this Answer answer, int status, string field)
    {
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        answer.Json.EnumerateObject().Select(item => item.Name).ShouldBe([field]);
        answer.Json.GetProperty(field).GetString().ShouldNotBeNullOrWhiteSpace();
        answer.Text.ShouldNotContain(Problems.Canary);
    }

    /// <summary>The texts of an answer of <c>/v1/translate</c>.</summary>
    public static async Task<string?[]> TranslateAsync(this ApiServer server, object body) =>
        [
            .. (await server.AskAsync("/v1/translate", body))
                .GetProperty("translations")
                .EnumerateArray()
                .Select(item => item.GetProperty("text").GetString()),
        ];
}
