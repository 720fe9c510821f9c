namespace TransformerService.Api.Connections;

/// <summary>Registers which connections are taken.</summary>
internal static class ConnectionHosting
{
    public static IServiceCollection AddConnectionPlaces(this IServiceCollection services) =>
        services.AddSingleton<ConnectionMeters>().AddSingleton<ConnectionPlaces>().AddSingleton<ProbeCalls>().AddSingleton<TransferDeadlines>().AddSingleton<Transfers>();

    /// <summary>Comes after the configuration is checked, and before all that answers.</summary>
    public static void UseConnectionPlaces(this WebApplication app) => app.Use(app.Services.GetRequiredService<ProbeCalls>().HandleAsync);

    /// <summary>Comes after routing.</summary>
    public static void UseTransferLimits(this WebApplication app) => app.Use(app.Services.GetRequiredService<Transfers>().HandleAsync);
}
