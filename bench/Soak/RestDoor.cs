using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;

namespace TransformerService.Soak;

/// <summary>Calls over REST.</summary>
internal sealed class RestDoor(HttpClient http, AnswerBook book) : IDoor
{
    public string Name => "REST";

    public async Task<Reply> AskAsync(Call call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.IsTranslation ? "v1/translate" : "v1/classify");
        request.Content = new ByteArrayContent(Body(call))
        {
            Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json) },
        };
        if (call.Deadline is { } deadline)
        {
            request.Headers.Add("X-Request-Timeout-Ms", ((int)deadline.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return Judge(call, (int)response.StatusCode, answer);
        }
        catch (HttpRequestException failure)
        {
            return $"transport: {failure.HttpRequestError}";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {SoakOptions.CallTimeout.TotalSeconds:F0} s";
        }
    }

    private static byte[] Body(Call call)
    {
        object text =
            call.Mistake == Mistake.NoTexts ? Array.Empty<string>()
            : call.IsList ? call.Texts
            : call.Texts[0];
        var model = call.Mistake == Mistake.UnknownModel ? "nobody" : call.Model;
        var beamSize = call.Mistake == Mistake.OutOfRange ? 99 : call.BeamSize;
        return call.Mistake == Mistake.NotJson ? "{\"text\":"u8.ToArray()
            : call.IsTranslation
                ? JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        text,
                        model,
                        options = new { beamSize },
                    }
                )
            : call.Mistake == Mistake.OutOfRange
                ? JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        text,
                        model,
                        topK = 0,
                    }
                )
            : JsonSerializer.SerializeToUtf8Bytes(new { text, model });
    }

    private Reply Judge(Call call, int status, byte[] answer)
    {
        switch (status)
        {
            case 200 when call.Mistake == Mistake.None:
                return Answers(call, answer) is not { } answers ? "REST: an answer of another form than promised"
                    : book.Agrees(call, answers) ? Outcome.Answered
                    : "REST: another answer than before to the same text";
            case 429:
                return Outcome.Refused;
            case 504 when call.Deadline is not null:
                return Outcome.TimedOut;
            case 400 when call.Mistake is Mistake.NotJson or Mistake.OutOfRange or Mistake.NoTexts:
            case 404 when call.Mistake == Mistake.UnknownModel:
                return Outcome.Rejected;
            default:
                return call.Mistake == Mistake.None ? $"REST: status {status}{Code(answer)}" : $"REST: status {status} to {call.Mistake}";
        }
    }

    /// <summary>Returns the answer to each text; <see langword="null"/> if the response is not as documented.</summary>
    private static List<string>? Answers(Call call, byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            List<string> answers = [];
            foreach (var result in json.RootElement.GetProperty(call.IsTranslation ? "translations" : "results").EnumerateArray())
            {
                var text = call.IsTranslation ? result.GetProperty("text") : result.GetProperty("labels")[0].GetProperty("label");
                answers.Add(text.GetString() ?? throw new JsonException());
            }

            return answers.Count == call.Texts.Count ? answers : null;
        }
        catch (Exception failure)
            when (failure is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string Code(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.TryGetProperty("code", out var code) ? $" {code}" : "";
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
