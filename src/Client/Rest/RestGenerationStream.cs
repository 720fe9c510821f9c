using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using TransformerService.Client.Json;
using TransformerService.Client.Resilience;

namespace TransformerService.Client.Rest;

/// <summary><c>/v1/generate</c> as server-sent events.</summary>
internal static class RestGenerationStream
{
    private const string EventStream = "text/event-stream",
        Part = "part",
        Answer = "answer",
        Problem = "problem";

    public static async IAsyncEnumerable<GenerateEvent> AnswerAsync(
        RestCalls calls,
        Func<HttpRequestMessage> question,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var item in RestStream.ReadAsync(calls, Request, ReadAsync, cancellationToken).ConfigureAwait(false))
        {
            yield return item;
            if (item.Answer is not null)
            {
                yield break;
            }
        }

        throw ClientFailures.InvalidAnswer(); // it ended without the answer

        HttpRequestMessage Request()
        {
            var request = question();
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(EventStream));
            return request;
        }
    }

    private static async IAsyncEnumerable<GenerateEvent> ReadAsync(
        Stream body,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Read(item) is { } read)
            {
                yield return read;
            }
        }
    }

    /// <summary>An event; <see langword="null"/> for a kind that this client does not know.</summary>
    private static GenerateEvent? Read(SseItem<string> item) =>
        item.EventType switch
        {
            Part => new GenerateEvent { Part = JsonSerializer.Deserialize(item.Data, WireJson.Bodies.GeneratedPart) },
            Answer => new GenerateEvent { Answer = JsonSerializer.Deserialize(item.Data, WireJson.Bodies.GenerateAnswer) },
            Problem => throw RestFailures.ToException(
                JsonSerializer.Deserialize(item.Data, WireJson.Bodies.ProblemDetail),
                HttpStatusCode.InternalServerError,
                null
            ),
            _ => null,
        };
}
