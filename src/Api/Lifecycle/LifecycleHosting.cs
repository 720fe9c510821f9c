using Microsoft.AspNetCore.Connections;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Lifecycle;

/// <summary>Registers when the server is ready, and how it stops.</summary>
internal static class LifecycleHosting
{
    public static IServiceCollection AddLifecycle(this IServiceCollection services)
    {
        services
            .AddOptionsWithValidateOnStart<ShutdownOptions, ShutdownOptionsValidator>()
            .BindConfiguration(ShutdownOptions.Section, static binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddHealthChecks().AddCheck<Readiness>(Readiness.Name);
        return services
            .AddSingleton<Readiness>()
            .AddSingleton<CallsInWork>()
            .AddSingleton<IConnectionListenerFactory, PatientTransport>() // Kestrel uses the last registration
            .AddSingleton<Drain>()
            .AddHostedService(static provider => provider.GetRequiredService<Drain>());
    }

    /// <summary>Must come first: calls that do not pass through it are not counted.</summary>
    public static void UseLifecycle(this WebApplication app) => app.Use(app.Services.GetRequiredService<CallsInWork>().HandleAsync);
}
