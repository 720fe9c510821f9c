using Microsoft.AspNetCore.Connections;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Lifecycle;

/// <summary>Registers how the server ends.</summary>
internal static class LifecycleHosting
{
    public static IServiceCollection AddLifecycle(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ShutdownOptions, ShutdownOptionsValidator>()
            .BindConfiguration(ShutdownOptions.Section, static binder => binder.ErrorOnUnknownConfiguration = true);
        return services
            .AddSingleton<CallsInWork>()
            .AddSingleton<IConnectionListenerFactory, PatientTransport>() // Kestrel takes the last that is registered
            .AddSingleton<Drain>()
            .AddHostedService(static provider => provider.GetRequiredService<Drain>());
    }

    /// <summary>Comes first: what it does not see it does not count.</summary>
    public static void UseLifecycle(this WebApplication app) => app.Use(app.Services.GetRequiredService<CallsInWork>().HandleAsync);
}
