using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace TransformerService.Client.Resilience;

/// <summary>
/// When a call is sent again, the same for both transports: the server was busy, not ready or not reachable, and the call changes nothing.
/// REST uses the standard resilience handler of HTTP; gRPC has the status of a call behind the HTTP answer, so that it has a pipeline around
/// the calls.
/// </summary>
internal static class CallResilience
{
    /// <summary>When a call that may be sent again began, by <see cref="Stopwatch"/>.</summary>
    private static readonly HttpRequestOptionsKey<long> RequestBegan = new("TransformerService.Began");
    private static readonly ResiliencePropertyKey<long> CallBegan = new("TransformerService.Began");

    /// <summary>The share of calls that do not reach the server from which on none is sent for a while.</summary>
    private const double BrokenRatio = 0.5;

    private static readonly TimeSpan ShortestSampling = TimeSpan.FromSeconds(30);

    /// <summary>Marks a request that is about to be sent as one that may be sent again.</summary>
    public static void SetRepeatable(HttpRequestMessage request) => request.Options.Set(RequestBegan, Stopwatch.GetTimestamp());

    /// <summary>Marks a call that is about to be sent as one that may be sent again.</summary>
    public static void SetRepeatable(ResilienceContext context) => context.Properties.Set(CallBegan, Stopwatch.GetTimestamp());

    /// <summary>Sets the standard resilience handler.</summary>
    public static void Apply(HttpStandardResilienceOptions standard, TransformerServiceClientOptions options)
    {
        standard.TotalRequestTimeout.Timeout = options.Timeout;
        standard.AttemptTimeout.Timeout = options.AttemptTimeout;
        standard.AttemptTimeout.TimeoutGenerator = arguments =>
            ValueTask.FromResult(
                AttemptTime(
                    arguments.Context.GetRequestMessage() is not { } request
                        || request.Method == HttpMethod.Get
                        || Began(request) is not null,
                    options
                )
            );
        standard.Retry.MaxRetryAttempts = Math.Max(1, options.MaxRetries); // 0 is not allowed there
        standard.Retry.Delay = options.RetryDelay;
        standard.Retry.ShouldRetryAfterHeader = true;
        standard.Retry.ShouldHandle = arguments =>
            ValueTask.FromResult(
                options.MaxRetries > 0
                    && arguments.Context.GetRequestMessage() is { } request
                    && Began(request) is { } began
                    && IsTransient(arguments.Outcome, options.Timeout - Stopwatch.GetElapsedTime(began))
            );
        standard.CircuitBreaker.SamplingDuration = Sampling(options);
        standard.CircuitBreaker.FailureRatio = BrokenRatio;
        standard.CircuitBreaker.ShouldHandle = static arguments =>
            ValueTask.FromResult(
                arguments.Outcome.Exception is HttpRequestException || arguments.Outcome.Result?.StatusCode == HttpStatusCode.BadGateway
            );
    }

    /// <summary>The pipeline around a call of gRPC: what the standard handler is for REST.</summary>
    public static ResiliencePipeline ForCalls(TransformerServiceClientOptions options)
    {
        var builder = new ResiliencePipelineBuilder().AddTimeout(options.Timeout);
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaxRetries,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = arguments =>
                        ValueTask.FromResult(
                            Began(arguments.Context) is { } began
                                && IsTransient(arguments.Outcome.Exception, options.Timeout - Stopwatch.GetElapsedTime(began))
                        ),
                    DelayGenerator = static arguments =>
                        ValueTask.FromResult((arguments.Outcome.Exception as TransformerServiceException)?.RetryAfter),
                }
            );
        }

        return builder
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    SamplingDuration = Sampling(options),
                    FailureRatio = BrokenRatio,
                    ShouldHandle = static arguments =>
                        ValueTask.FromResult(
                            arguments.Outcome.Exception is TransformerServiceException { Code: TransformerServiceErrors.Unreachable }
                        ),
                }
            )
            .AddTimeout(
                new TimeoutStrategyOptions
                {
                    TimeoutGenerator = arguments => ValueTask.FromResult(AttemptTime(Began(arguments.Context) is not null, options)),
                }
            )
            .Build();
    }

    /// <summary>
    /// The most time that an attempt takes. A call that changes the server, such as one that loads a version, is not repeated: its only
    /// attempt has all the time.
    /// </summary>
    public static TimeSpan AttemptTime(bool isRepeatable, TransformerServiceClientOptions options) =>
        isRepeatable ? options.AttemptTimeout : options.Timeout;

    private static long? Began(HttpRequestMessage request) => request.Options.TryGetValue(RequestBegan, out var began) ? began : null;

    private static long? Began(ResilienceContext context) => context.Properties.TryGetValue(CallBegan, out var began) ? began : null;

    private static TimeSpan Sampling(TransformerServiceClientOptions options) =>
        2 * options.AttemptTimeout > ShortestSampling ? 2 * options.AttemptTimeout : ShortestSampling;

    // A wait beyond the time that the call has left would hide the server's answer behind a timeout.
    private static bool IsTransient(Outcome<HttpResponseMessage> outcome, TimeSpan timeLeft) =>
        outcome switch
        {
            { Exception: HttpRequestException or TimeoutRejectedException } => true,
            // A spent quota has the status of a busy server, which always says when to try again.
            { Result: { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter: null } } => false,
            { Result: { } response } => IsTransient(response.StatusCode) && !(response.Headers.RetryAfter?.Delta > timeLeft),
            _ => false,
        };

    private static bool IsTransient(HttpStatusCode status) =>
        status
            is HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable;

    private static bool IsTransient(Exception? exception, TimeSpan timeLeft) =>
        exception switch
        {
            TimeoutRejectedException => true,
            TransformerServiceException { IsTransient: true } failure => !(failure.RetryAfter > timeLeft),
            _ => false,
        };
}
