using Microsoft.AspNetCore.RateLimiting;
using TransformerService.Client;

const string Bound = "translate";

var builder = WebApplication.CreateBuilder(args);
var service = builder.Configuration.GetSection("TransformerService");
builder.Services.AddTransformerServiceClient(options =>
{
    options.Address = new Uri(service["Url"] ?? throw new InvalidOperationException("TransformerService:Url is not set."));
    options.ApiKey = service["Key"] is { Length: > 0 } key ? key : null;

    // A busy service answers 429, and one that is starting 503, with a Retry-After. The client waits as long as it says.
    options.MaxRetries = 3;
    options.AttemptTimeout = TimeSpan.FromSeconds(10);
    options.Timeout = TimeSpan.FromSeconds(30);
});

// A burst waits here, not in the service's queue. Calls beyond both limits are refused at once.
builder.Services.AddRateLimiter(limits =>
{
    limits.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
    limits.AddConcurrencyLimiter(
        Bound,
        limit =>
        {
            limit.PermitLimit = 32;
            limit.QueueLimit = 64;
        }
    );
});

var app = builder.Build();
app.UseRateLimiter();

// The text comes in the body: addresses are logged.
app.MapPost(
        "/translate",
        async (TextToTranslate body, ITransformerServiceClient client, HttpContext context, CancellationToken cancellationToken) =>
        {
            try
            {
                var answer = await client.TranslateAsync(new TranslateRequest { Text = [body.Text] }, cancellationToken);
                return Results.Ok(new Translated(answer.Translations[0].Text, answer.Model, answer.Version));
            }
            catch (TransformerServiceException failure) when (IsBusy(failure))
            {
                // Pass the back-pressure on: the caller of this app learns when to try again.
                context.Response.Headers.RetryAfter = $"{Math.Ceiling((failure.RetryAfter ?? TimeSpan.FromSeconds(5)).TotalSeconds)}";
                return Results.Problem("The translation service is busy.", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
            catch (TransformerServiceException failure)
            {
                // Anything other than a wrong text, such as a missing key, is a fault of this app.
                return Results.Problem(
                    failure.Detail,
                    statusCode: failure.Code switch
                    {
                        TransformerServiceErrors.InvalidInput => StatusCodes.Status400BadRequest,
                        TransformerServiceErrors.InputTooLarge => StatusCodes.Status413PayloadTooLarge,
                        _ => StatusCodes.Status502BadGateway,
                    }
                );
            }
        }
    )
    .RequireRateLimiting(Bound);

await app.RunAsync();

static bool IsBusy(TransformerServiceException failure) =>
    failure.Code
        is TransformerServiceErrors.Overloaded
            or TransformerServiceErrors.ModelNotReady
            or TransformerServiceErrors.Unreachable
            or TransformerServiceErrors.TimedOut;

internal sealed record TextToTranslate(string Text);

internal sealed record Translated(string Text, string Model, string Version);
