using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;

namespace TransformerService.Load;

/// <summary>Checks whether the peer gives the same answers as this server: otherwise a comparison of speed means little.</summary>
internal static class PeerAgreement
{
    private const int Texts = 50;

    /// <summary>Sends both the same texts.</summary>
    /// <returns>The number of equal answers (the same text, or the same best label), and the number of all answers.</returns>
    public static async Task<(int Same, int Of)> MeasureAsync(
        Uri server,
        Uri peer,
        LoadRequest request,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var same = 0;
        string[] asked = [.. texts.Distinct().Take(Texts)];
        foreach (var text in asked)
        {
            using var ours = await AskAsync(client, new Uri(server, request.Path), request.Body(text), cancellationToken);
            using var theirs = await AskAsync(client, new Uri(peer, request.Path), request.Body(text), cancellationToken);
            var own = request.IsTranslation
                ? ours.RootElement.GetProperty("translations")[0].GetProperty("text").GetString()
                : ours.RootElement.GetProperty("results")[0].GetProperty("labels")[0].GetProperty("label").GetString();
            same += own == theirs.RootElement[0].GetProperty(request.IsTranslation ? "translation_text" : "label").GetString() ? 1 : 0;
        }

        return (same, asked.Length);
    }

    private static async Task<JsonDocument> AskAsync(HttpClient client, Uri url, byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body)
        {
            Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json) },
        };
        using var response = await client.PostAsync(url, content, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(answer)
            : throw new LoadException($"{url} answered {(int)response.StatusCode}: {answer}");
    }
}
