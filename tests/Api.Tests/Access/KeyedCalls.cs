using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>Calls with a key, and what it has used.</summary>
internal static class KeyedCalls
{
    /// <summary>Posts JSON with a key in a header.</summary>
    public static async Task<Answer> PostAsync(
        this ApiServer server,
        string path,
        string? key,
        object body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path)) { Content = JsonContent.Create(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>What a key has used in this month, all models together.</summary>
    public static async Task<(long Requests, long Characters)> UsageAsync(this AccessServer server, string key)
    {
        var usage = (await server.UsageBodyAsync("/v1/usage", key)).GetProperty("keys").EnumerateArray().ShouldHaveSingleItem();
        return (usage.GetProperty("requests").GetInt64(), usage.GetProperty("characters").GetInt64());
    }

    /// <summary>The usage that a call with a key sees.</summary>
    public static async Task<JsonElement> UsageBodyAsync(this AccessServer server, string path, string key)
    {
        var answer = await server.GetAsync(path, key);
        ((int)answer.Status).ShouldBe(200, answer.Text);
        return answer.Json;
    }
}
