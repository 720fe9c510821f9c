namespace TransformerService.Api.Connections;

/// <summary>Registers the limits on connections.</summary>
internal static class ConnectionHosting
{
    public static IServiceCollection AddConnectionPlaces(this IServiceCollection services) =>
        services
            .AddSingleton<ConnectionMeters>()
            .AddSingleton<ConnectionPlaces>()
            .AddSingleton<ProbeCalls>()
            .AddSingleton<TransferDeadlines>()
            .AddSingleton<Transfers>();

    /// <summary>Must come after the configuration check, and before everything that answers.</summary>
    public static void UseConnectionPlaces(this WebApplication app) => app.Use(app.Services.GetRequiredService<ProbeCalls>().HandleAsync);

    /// <summary>Must come after routing.</summary>
    public static void UseTransferLimits(this WebApplication app) => app.Use(app.Services.GetRequiredService<Transfers>().HandleAsync);
}
