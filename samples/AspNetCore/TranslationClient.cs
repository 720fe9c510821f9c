using System.Net;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace TransformerService.Samples.AspNetCore;

/// <summary>The outcome of a call to the service.</summary>
internal abstract record TranslationResult;

/// <summary>The service has translated the text.</summary>
internal sealed record Translated(string Text, string Model, string Version) : TranslationResult;

/// <summary>The service cannot answer now, even after the retries.</summary>
internal sealed record Busy(TimeSpan RetryAfter) : TranslationResult;

/// <summary>The service does not accept the call; a retry would not help.</summary>
internal sealed record Refused(HttpStatusCode Status, string Detail) : TranslationResult;

/// <summary>A typed client of the service.</summary>
internal sealed class TranslationClient(HttpClient http)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    public async Task<TranslationResult> TranslateAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsJsonAsync("v1/translate", new { text }, cancellationToken);
            return await ReadAsync(response, cancellationToken);
        }
        catch (RateLimiterRejectedException rejected)
        {
            return new Busy(rejected.RetryAfter ?? DefaultRetryAfter); // this app has too many calls in progress
        }
        catch (BrokenCircuitException broken)
        {
            return new Busy(broken.RetryAfter ?? DefaultRetryAfter);
        }
        catch (Exception failure) when (failure is TimeoutRejectedException or HttpRequestException)
        {
            return new Busy(DefaultRetryAfter);
        }
    }

    private static async Task<TranslationResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadFromJsonAsync<Answer>(cancellationToken);
            return answer is { Translations: [var translation, ..] }
                ? new Translated(translation.Text, answer.Model, answer.Version)
                : new Refused(HttpStatusCode.BadGateway, "The service answered without a translation.");
        }

        if (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            return new Busy(response.Headers.RetryAfter?.Delta ?? DefaultRetryAfter);
        }

        // Anything other than a wrong text, such as a missing key, is a fault of this app.
        var problem = await response.Content.ReadFromJsonAsync<Problem>(cancellationToken);
        var isWrongText = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge;
        return new Refused(
            isWrongText ? response.StatusCode : HttpStatusCode.BadGateway,
            problem?.Detail ?? "The service refused the call."
        );
    }

    private sealed record Answer(string Model, string Version, IReadOnlyList<Translation> Translations);

    private sealed record Translation(string Text);

    private sealed record Problem(string? Detail);
}
