using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace TransformerService.Api.Hub;

/// <summary>
/// Sends requests to the Hub: with the token to the Hub itself and to no other host, following redirects, and again after failures that
/// pass.
/// </summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostRedirects = 5;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public HubConnection(HubSettings settings, TimeProvider timeProvider)
    {
        Settings = settings;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = settings.Silence })
        {
            Timeout = Timeout.InfiniteTimeSpan, // a large file takes long; silence has a limit of its own
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(nameof(TransformerService), null));
        var builder = new ResiliencePipelineBuilder { Name = "hub", TimeProvider = timeProvider };
        builder.ConfigureTelemetry(NullLoggerFactory.Instance);
        if (settings.MaxRetries > 0)
        {
            builder.AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = settings.MaxRetries,
                    Delay = settings.RetryDelay,
                    MaxDelay = LongestDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    DelayGenerator = static retry => ValueTask.FromResult((retry.Outcome.Exception as HubException)?.RetryAfter),
                    ShouldHandle = new PredicateBuilder().Handle<HubException>(failure =>
                        failure.IsTransient && !(failure.RetryAfter > settings.LongestWait)
                    ),
                }
            );
        }

        Resilience = builder.Build();
    }

    public HubSettings Settings { get; }

    /// <summary>Tries again what failed for a reason that passes.</summary>
    public ResiliencePipeline Resilience { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends one GET, and returns its answer once the headers are there.</summary>
    /// <param name="address">The address.</param>
    /// <param name="from">The first byte that is wanted.</param>
    /// <param name="what">What is asked for, as messages name it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="HubException">The Hub refuses it, or cannot be reached.</exception>
    public async Task<HubAnswer> GetAsync(Uri address, long from, string what, CancellationToken cancellationToken)
    {
        HttpResponseHeaders? first = null;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            var response = await SendAsync(address, from, cancellationToken);
            first ??= response.Headers;
            if (
                response.StatusCode is >= HttpStatusCode.MovedPermanently and < HttpStatusCode.BadRequest
                && response.Headers.Location is { } to
            )
            {
                response.Dispose();
                var next = new Uri(address, to);
                if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
                {
                    throw new HubException($"The Hub redirects {what} to an address that is not https.");
                }

                address = next;
                continue;
            }

            if (response.IsSuccessStatusCode)
            {
                return new HubAnswer(response, Value(first, "X-Linked-Etag")?.Trim('"'), Value(first, "X-Repo-Commit"));
            }

            using (response)
            {
                throw Refusal(response, what);
            }
        }

        throw new HubException($"The Hub redirects {what} more than {MostRedirects} times.");
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        var hub = Settings.Endpoint;
        if (Settings.Token is { } token && (address.Scheme, address.Host, address.Port) == (hub.Scheme, hub.Host, hub.Port))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Settings.Silence);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (HttpRequestException exception)
        {
            throw new HubException($"{address.Host} cannot be reached: {exception.Message}", exception) { IsTransient = true };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubException($"{address.Host} does not answer.", exception) { IsTransient = true };
        }
    }

    private HubException Refusal(HttpResponseMessage response, string what)
    {
        var code = (int)response.StatusCode;
        var kind = Value(response.Headers, "X-Error-Code") ?? "";
        var token = Settings.Token is null
            ? "set HF_TOKEN to a token of an account that may read it"
            : "the account of HF_TOKEN may not read it";
        var status = string.Create(CultureInfo.InvariantCulture, $"The Hub answered {code} for {what}");
        return (response.StatusCode, kind) switch
        {
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, "GatedRepo") or (HttpStatusCode.Forbidden, _) => new HubException(
                $"{status}: the model is gated. Accept its conditions on its page at {Settings.Endpoint}, and set HF_TOKEN to a token of that account."
            ),
            (HttpStatusCode.Unauthorized, _) => new HubException(
                $"{status}: there is no such model, or it is private. Check the name; if it is private, {token}."
            ),
            (HttpStatusCode.NotFound, "RevisionNotFound") => new HubException($"{status}: the model has no such revision."),
            (HttpStatusCode.NotFound, _) => new HubException($"{status}: check the owner, the name and the revision."),
            (HttpStatusCode.TooManyRequests, _) => new HubException($"{status}: too many requests; {Later(response)}, or set HF_TOKEN.")
            {
                IsTransient = true,
                RetryAfter = RetryAfter(response),
            },
            (HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError, _) => new HubException($"{status}; {Later(response)}.")
            {
                IsTransient = true,
                RetryAfter = RetryAfter(response),
            },
            _ => new HubException($"{status}."),
        };
    }

    private static string Later(HttpResponseMessage response) =>
        RetryAfter(response) is { } wait
            ? string.Create(CultureInfo.InvariantCulture, $"try again in {Math.Ceiling(wait.TotalSeconds):0} s")
            : "try again later";

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } after ? null
        : after.Delta is { } delta ? delta
        : after.Date - response.Headers.Date is { } wait && wait > TimeSpan.Zero ? wait
        : null;

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

/// <summary>An answer of the Hub.</summary>
/// <param name="Response">The answer, whose body has not been read.</param>
/// <param name="LinkedEtag">The SHA-256 of a file in Git LFS, as the Hub states it before it redirects.</param>
/// <param name="Commit">The commit that the answer is of.</param>
internal sealed record HubAnswer(HttpResponseMessage Response, string? LinkedEtag, string? Commit) : IDisposable
{
    public void Dispose() => Response.Dispose();
}
