using System.Net;
using Microsoft.Extensions.Http.Resilience;
using TransformerService.Samples.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
var service = builder.Configuration.GetSection("TransformerService");
builder
    .Services.AddHttpClient<TranslationClient>(http =>
    {
        http.BaseAddress = new Uri(service["Url"] ?? throw new InvalidOperationException("TransformerService:Url is not set."));
        if (service["Key"] is { Length: > 0 } key)
        {
            http.DefaultRequestHeaders.Add("X-API-Key", key);
        }
    })
    .AddStandardResilienceHandler(options =>
    {
        // A burst waits here, not in the service's queue. Calls beyond both limits are refused at once.
        options.RateLimiter.DefaultRateLimiterOptions.PermitLimit = 32;
        options.RateLimiter.DefaultRateLimiterOptions.QueueLimit = 64;

        // A busy service answers 429, and one that is starting 503, with a Retry-After. The retry waits as long as it says.
        options.Retry.ShouldRetryAfterHeader = true;
        options.Retry.MaxRetryAttempts = 3;
        options.Retry.UseJitter = true;
        options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(10);
        options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(30);

        // A busy service is not a broken one: 429 must not open the circuit breaker.
        options.CircuitBreaker.ShouldHandle = arguments =>
            ValueTask.FromResult(
                HttpClientResiliencePredicates.IsTransient(arguments.Outcome)
                    && arguments.Outcome.Result?.StatusCode != HttpStatusCode.TooManyRequests
            );
    });

var app = builder.Build();

// The text comes in the body: addresses are logged.
app.MapPost(
    "/translate",
    async (TextToTranslate body, TranslationClient client, HttpContext context, CancellationToken cancellationToken) =>
    {
        switch (await client.TranslateAsync(body.Text, cancellationToken))
        {
            case Translated translated:
                return Results.Ok(translated);

            case Refused refused:
                return Results.Problem(refused.Detail, statusCode: (int)refused.Status);

            case Busy busy:
                // Pass the back-pressure on: the caller of this app learns when to try again.
                context.Response.Headers.RetryAfter = $"{Math.Ceiling(busy.RetryAfter.TotalSeconds)}";
                return Results.Problem("The translation service is busy.", statusCode: StatusCodes.Status503ServiceUnavailable);

            default:
                throw new InvalidOperationException("The client gave an unknown result.");
        }
    }
);

await app.RunAsync();

internal sealed record TextToTranslate(string Text);
