namespace TransformerService.Api.Live;

/// <summary>Registers what the routes of the server's own state read.</summary>
internal static class LiveHosting
{
    public static IServiceCollection AddLive(this IServiceCollection services) =>
        services
            .AddSingleton<LiveMeters>()
            .AddSingleton<LiveSeries>()
            .AddHostedService(static provider => provider.GetRequiredService<LiveSeries>())
            .AddSingleton<LiveReader>()
            .AddSingleton<ServerSettings>()
            .AddSingleton<StartLog>()
            .AddSingleton<ServerState>()
            .AddSingleton<ILoggerProvider>(static provider => provider.GetRequiredService<StartLog>());
}
