using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TransformerService.Inference.Configuration;

namespace TransformerService.Api.Caching;

/// <summary>Lets replicas share kept answers through Redis.</summary>
internal static class RedisAnswers
{
    private const int ConnectTimeoutMs = 1_000;

    /// <summary>Adds the store of kept answers if <c>Cache:Redis</c> is set.</summary>
    public static void AddRedisAnswers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<CacheOptions>, RedisValidator>();
        if (configuration[$"{CacheOptions.Section}:{nameof(CacheOptions.Redis)}"] is { Length: > 0 })
        {
            services.AddKeyedSingleton<IDistributedCache>(
                CacheOptions.Section,
                (provider, _) =>
                    new GuardedStore(
                        new RedisCache(
                            new RedisCacheOptions
                            {
                                ConfigurationOptions = Parse(provider.GetRequiredService<IOptions<CacheOptions>>().Value.Redis ?? ""),
                                InstanceName = "transformer:",
                            }
                        ),
                        provider.GetRequiredService<ILogger<GuardedStore>>()
                    )
            );
        }
    }

    /// <summary>A server that cannot be reached fails at once instead of holding requests; the connection comes back by itself.</summary>
    private static ConfigurationOptions Parse(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = Math.Min(options.ConnectTimeout, ConnectTimeoutMs);
        return options;
    }

    private sealed class RedisValidator : IValidateOptions<CacheOptions>
    {
        public ValidateOptionsResult Validate(string? name, CacheOptions options)
        {
            if (options.Redis is not { Length: > 0 } connection)
            {
                return ValidateOptionsResult.Success;
            }

            if (options.Secret is null)
            {
                return ValidateOptionsResult.Fail(
                    "Cache:Secret must be set with Cache:Redis: 16 characters or more, the same for all replicas."
                );
            }

            try
            {
                return Parse(connection).EndPoints.Count > 0
                    ? ValidateOptionsResult.Success
                    : ValidateOptionsResult.Fail("Cache:Redis names no server; write it as redis:6379.");
            }
            catch (ArgumentException)
            {
                // Its message repeats the connection string, which may hold a password.
                return ValidateOptionsResult.Fail(
                    "Cache:Redis is not a connection string of StackExchange.Redis, such as redis:6379,password=…,ssl=true."
                );
            }
        }
    }
}
