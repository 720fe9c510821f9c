using System.Net;
using System.Text.Json;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, string? MediaType, string Text, HttpResponseMessage Response)
{
    /// <summary>The body as JSON; undefined if it is none.</summary>
    public JsonElement Json { get; } = Parse(Text);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(), response);

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
