using System.Net.Http.Headers;
using System.Net.Mime;

namespace TransformerService.Soak;

/// <summary>One client: asks, waits for the answer, checks it, and asks again.</summary>
internal sealed class SoakClient(HttpClient http, CallMix mix, CallRecord record, TimeProvider time)
{
    // A server that refuses at once must not be asked a hundred thousand times.
    private static readonly TimeSpan _pauseAfterError = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks as long as <paramref name="goOn"/> says so; a call under way is waited for.</summary>
    public async Task RunAsync(Func<bool> goOn, CancellationToken cancellationToken)
    {
        while (goOn() && !cancellationToken.IsCancellationRequested)
        {
            var call = mix.Next();
            long start = time.GetTimestamp();
            string? error;
            try
            {
                error = await AskAsync(call, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                error = $"no answer within {SoakOptions.CallTimeout.TotalSeconds:F0} s";
            }
            catch (HttpRequestException failure)
            {
                error = $"transport: {failure.HttpRequestError}";
            }

            record.Add(call.Kind, time.GetElapsedTime(start), error);
            if (error is not null)
            {
                await Task.Delay(_pauseAfterError, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<string?> AskAsync(Call call, CancellationToken cancellationToken)
    {
        using var body = new ByteArrayContent(call.Body);
        body.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        using var response = await http.PostAsync(call.Path, body, cancellationToken);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return AnswerCheck.Fault(call, (int)response.StatusCode, answer);
    }
}
