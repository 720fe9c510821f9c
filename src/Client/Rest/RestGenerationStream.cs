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
        using var response = await OpenAsync(calls, question(), cancellationToken).ConfigureAwait(false);
        var events = ReadAsync(response, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (await MoveNextAsync(calls, events, cancellationToken).ConfigureAwait(false))
            {
                yield return events.Current;
                if (events.Current.Answer is not null)
                {
                    yield break;
                }
            }
        }

        throw ClientFailures.InvalidAnswer(); // it ended without the answer
    }

    private static async Task<HttpResponseMessage> OpenAsync(
        RestCalls calls,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(EventStream));
        try
        {
            return await calls.OpenAsync(request, readsFailures: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (calls.Translate(exception, cancellationToken) is TransformerServiceException failure)
        {
            throw failure;
        }
    }

    private static async ValueTask<bool> MoveNextAsync(
        RestCalls calls,
        IAsyncEnumerator<GenerateEvent> events,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (calls.Translate(exception, cancellationToken) is TransformerServiceException failure)
        {
            throw failure;
        }
    }

    private static async IAsyncEnumerable<GenerateEvent> ReadAsync(
        HttpResponseMessage response,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var items = SseParser.Create(body).EnumerateAsync(cancellationToken);
            await foreach (var item in items.ConfigureAwait(false))
            {
                if (Read(item) is { } read)
                {
                    yield return read;
                }
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
