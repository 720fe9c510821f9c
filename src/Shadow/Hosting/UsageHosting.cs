using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Usage;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Usage;

namespace TransformerService.Shadow.Hosting;

/// <summary>Adds the counting of usage to a host.</summary>
public static class UsageHosting
{
    private const string File = "usage.db";

    /// <summary>
    /// Adds <see cref="UsageService"/> and the counter that the pipeline takes, with their options. Needs shadow mode's options, which say
    /// where the store is; <see cref="UsageQuotas"/> are optional.
    /// </summary>
    public static IServiceCollection AddUsage(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptionsWithValidateOnStart<UsageOptions, UsageOptionsValidator>()
            .Bind(configuration.GetSection(UsageOptions.Section), static binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton(provider => new UsageCounter(
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<UsageQuotas>(),
            Options(provider).Enabled
        ));
        services.AddSingleton(NewWriter);
        services.AddSingleton(provider => new UsageService(
            provider.GetRequiredService<UsageCounter>(),
            provider.GetRequiredService<UsageWriter>(),
            Options(provider).Enabled
        ));
        services.AddHostedService(provider => provider.GetRequiredService<UsageWriter>());
        return services;
    }

    private static UsageOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<UsageOptions>>().Value;

    private static UsageWriter NewWriter(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<IOptions<ShadowOptions>>().Value.Store;
        var timeProvider = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<UsageWriter>>();
        return new UsageWriter(
            provider.GetRequiredService<UsageCounter>(),
            new UsageStore(
                ShadowHosting.NewDatabase(store, ShadowHosting.FileBeside(store, File), UsageStore.Schema, logger),
                timeProvider
            ),
            Options(provider),
            store.Timeout,
            timeProvider,
            logger
        );
    }
}
