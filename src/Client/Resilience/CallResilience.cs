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
    private static readonly HttpRequestOptionsKey<bool> RepeatableRequest = new("TransformerService.Repeatable");
    private static readonly ResiliencePropertyKey<bool> RepeatableCall = new("TransformerService.Repeatable");

    /// <summary>The share of calls that do not reach the server from which on none is sent for a while.</summary>
    private const double BrokenRatio = 0.5;

    private static readonly TimeSpan ShortestSampling = TimeSpan.FromSeconds(30);

    /// <summary>Marks a request as one that may be sent again.</summary>
    public static void SetRepeatable(HttpRequestMessage request) => request.Options.Set(RepeatableRequest, true);

    /// <summary>Marks a call as one that may be sent again, or not.</summary>
    public static void SetRepeatable(ResilienceContext context, bool repeatable) => context.Properties.Set(RepeatableCall, repeatable);

    /// <summary>Sets the standard resilience handler.</summary>
    public static void Apply(HttpStandardResilienceOptions standard, TransformerServiceClientOptions options)
    {
        standard.TotalRequestTimeout.Timeout = options.Timeout;
        standard.AttemptTimeout.Timeout = options.AttemptTimeout;
        standard.AttemptTimeout.TimeoutGenerator = arguments =>
            ValueTask.FromResult(
                AttemptTime(
                    arguments.Context.GetRequestMessage() is not { } request || request.Method == HttpMethod.Get || IsRepeatable(request),
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
                    && IsRepeatable(request)
                    && IsTransient(arguments.Outcome, options.Timeout)
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
                        ValueTask.FromResult(IsRepeatable(arguments.Context) && IsTransient(arguments.Outcome.Exception, options.Timeout)),
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
                    TimeoutGenerator = arguments => ValueTask.FromResult(AttemptTime(IsRepeatable(arguments.Context), options)),
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

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Options.TryGetValue(RepeatableRequest, out var repeatable) && repeatable;

    private static bool IsRepeatable(ResilienceContext context) => context.Properties.GetValue(RepeatableCall, false);

    private static TimeSpan Sampling(TransformerServiceClientOptions options) =>
        2 * options.AttemptTimeout > ShortestSampling ? 2 * options.AttemptTimeout : ShortestSampling;

    // A wait beyond the call's own time would hide the server's answer behind a timeout.
    private static bool IsTransient(Outcome<HttpResponseMessage> outcome, TimeSpan timeout) =>
        outcome switch
        {
            { Exception: HttpRequestException or TimeoutRejectedException } => true,
            // A spent quota has the status of a busy server, which always says when to try again.
            { Result: { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter: null } } => false,
            { Result: { } response } => IsTransient(response.StatusCode) && !(response.Headers.RetryAfter?.Delta > timeout),
            _ => false,
        };

    private static bool IsTransient(HttpStatusCode status) =>
        status
            is HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable;

    private static bool IsTransient(Exception? exception, TimeSpan timeout) =>
        exception switch
        {
            TimeoutRejectedException => true,
            TransformerServiceException { IsTransient: true } failure => !(failure.RetryAfter > timeout),
            _ => false,
        };
}
