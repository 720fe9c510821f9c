using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Glossaries;

namespace TransformerService.Shadow.Hosting;

/// <summary>Adds the glossaries of keys to a host.</summary>
public static class GlossaryHosting
{
    private const string File = "glossaries.db";

    /// <summary>Adds <see cref="KeyGlossaries"/> with its options. Needs shadow mode's options, which say where the store is.</summary>
    public static IServiceCollection AddKeyGlossaries(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptionsWithValidateOnStart<GlossaryOptions, GlossaryOptionsValidator>()
            .Bind(configuration.GetSection(GlossaryOptions.Section), static binder => binder.ErrorOnUnknownConfiguration = true);
        return services.AddSingleton(static provider =>
        {
            var store = provider.GetRequiredService<IOptions<ShadowOptions>>().Value.Store;
            var timeProvider = provider.GetRequiredService<TimeProvider>();
            var logger = provider.GetRequiredService<ILogger<KeyGlossaries>>();
            var database = ShadowHosting.NewDatabase(store, ShadowHosting.FileBeside(store, File), GlossaryStore.Schema, logger);
            return new KeyGlossaries(
                new GlossaryStore(database, timeProvider),
                provider.GetRequiredService<IOptions<GlossaryOptions>>().Value,
                timeProvider,
                logger
            );
        });
    }
}
