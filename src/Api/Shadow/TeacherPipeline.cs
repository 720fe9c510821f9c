using System.Threading.RateLimiting;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using TransformerService.Shadow.Configuration;

namespace TransformerService.Api.Shadow;

/// <summary>
/// The resilience pipeline for the teachers at one address: a limit on concurrent calls, retries, a circuit breaker, a timeout.
/// </summary>
internal sealed class TeacherPipeline
{
    private readonly CircuitBreakerStateProvider _circuit = new();

    public TeacherPipeline(string address, ShadowTeacherOptions options, TimeProvider timeProvider)
    {
        var builder = new ResiliencePipelineBuilder
        {
            Name = "shadow-teacher",
            InstanceName = address,
            TimeProvider = timeProvider,
        };

        // Meter Polly counts every attempt and event. Its logs are off: exceptions carry what the other server said.
        builder
            .ConfigureTelemetry(NullLoggerFactory.Instance)
            .AddConcurrencyLimiter(
                new ConcurrencyLimiterOptions
                {
                    PermitLimit = options.MaxConcurrentCalls,
                    QueueLimit = int.MaxValue, // each model asks one thing at a time
                    QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                }
            );
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaxRetries,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = new PredicateBuilder().Handle<RpcException>(IsTransient).Handle<TimeoutRejectedException>(),
                }
            );
        }

        Resilience = builder
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    FailureRatio = options.FailureRatio,
                    MinimumThroughput = options.MinimumThroughput,
                    SamplingDuration = options.SamplingDuration,
                    BreakDuration = options.BreakDuration,
                    StateProvider = _circuit,
                    ShouldHandle = new PredicateBuilder().Handle<RpcException>(IsOfTheServer).Handle<TimeoutRejectedException>(),
                }
            )
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    public ResiliencePipeline Resilience { get; }

    /// <summary>Whether calls are let through.</summary>
    public CircuitState Circuit => _circuit.CircuitState;

    /// <summary>Translating and classifying change nothing, so calls that failed transiently can be retried.</summary>
    private static bool IsTransient(RpcException exception) =>
        exception.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.DeadlineExceeded;

    /// <summary>A text that the teacher rejects does not count as a failure of the teacher.</summary>
    private static bool IsOfTheServer(RpcException exception) => exception.StatusCode != StatusCode.InvalidArgument;
}
