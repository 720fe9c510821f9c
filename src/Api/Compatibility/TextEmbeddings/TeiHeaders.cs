using System.Globalization;
using TransformerService.Models.Requests;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Api.Compatibility.TextEmbeddings;

/// <summary>The response headers that say what a call cost.</summary>
internal static class TeiHeaders
{
    /// <param name="response">The response.</param>
    /// <param name="texts">The texts that the model read.</param>
    /// <param name="tokens">Their tokens.</param>
    /// <param name="timing">Where the time went.</param>
    public static void Write(HttpResponse response, IEnumerable<string> texts, int tokens, RequestTiming timing)
    {
        var headers = response.Headers;
        headers["x-compute-time"] = headers["x-total-time"] = Milliseconds(timing.Total);
        headers["x-compute-characters"] = Text(texts.Sum(static text => (long)UnicodeText.CodePoints(text)));
        headers["x-compute-tokens"] = Text(tokens);
        headers["x-tokenization-time"] = Milliseconds(timing.Tokenize);
        headers["x-queue-time"] = Milliseconds(timing.Queue);
        headers["x-inference-time"] = Milliseconds(timing.Inference);
    }

    private static string Milliseconds(TimeSpan time) => Text((long)time.TotalMilliseconds);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
