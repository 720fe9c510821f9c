using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Catalog;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Promotion;

namespace TransformerService.Shadow.Hosting;

/// <summary>Adds decisions on versions to a host.</summary>
public static class PromotionHosting
{
    private const string File = "decisions.db";

    /// <summary>Adds <see cref="PromotionService"/>, and what decides. Needs shadow mode.</summary>
    public static IServiceCollection AddPromotion(this IServiceCollection services)
    {
        services.AddSingleton(NewStore);
        services.AddSingleton(provider => new PromotionService(
            provider.GetRequiredService<DecisionStore>(),
            provider.GetRequiredService<VersionService>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PromotionService>>()
        ));
        services.AddSingleton(provider => new PromotionWatch(
            provider.GetRequiredService<ModelCatalog>(),
            provider.GetRequiredService<ShadowService>(),
            provider.GetRequiredService<VersionService>(),
            provider.GetRequiredService<DecisionStore>(),
            provider.GetRequiredService<IOptions<ShadowOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PromotionWatch>>()
        ));
        services.AddHostedService(provider => provider.GetRequiredService<PromotionWatch>());
        return services;
    }

    private static DecisionStore NewStore(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<IOptions<ShadowOptions>>().Value.Store;
        var logger = provider.GetRequiredService<ILogger<DecisionStore>>();
        return new DecisionStore(ShadowHosting.NewDatabase(store, ShadowHosting.FileBeside(store, File), DecisionStore.Schema, logger));
    }
}
