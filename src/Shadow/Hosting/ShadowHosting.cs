using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Tasks;
using TransformerService.Models.Files;
using TransformerService.Shadow.Cascade;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Lanes;
using TransformerService.Shadow.Replay;
using TransformerService.Shadow.Store;
using TransformerService.Shadow.Teachers;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Hosting;

/// <summary>Adds shadow mode to a host.</summary>
public static class ShadowHosting
{
    /// <summary>
    /// Adds <see cref="ShadowService"/> with its options, which are validated at start. Teachers on other servers also need a
    /// <see cref="RemoteTeacherFactory"/>.
    /// </summary>
    public static IServiceCollection AddShadow(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptionsWithValidateOnStart<ShadowOptions, ShadowOptionsValidator>()
            .Bind(configuration.GetSection(ShadowOptions.Section), static binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton<IValidateOptions<ShadowOptions>, ShadowPartsValidator>();
        services.AddSingleton<IValidateOptions<ShadowOptions>, ShadowStoreValidator>();

        services.AddSingleton(provider => new ShadowMeters(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new TeacherDirectory(
            provider.GetRequiredService<ModelCatalog>(),
            provider.GetService<RemoteTeacherFactory>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => NewWriter(provider, Options(provider)));
        services.AddSingleton(NewLanes);
        services.AddSingleton<IAnswerObserver>(provider => new ShadowObserver(
            provider.GetRequiredService<ModelCatalog>(),
            provider.GetRequiredService<ShadowLanes>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ShadowObserver>>()
        ));
        services.AddSingleton(provider => new CascadeMeters(provider.GetService<IMeterFactory>()));
        services.AddSingleton(NewCascades);
        services.AddSingleton<IAnswerReplacement>(provider => new CascadeReplacement(
            provider.GetRequiredService<CascadeLanes>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new ShadowReplay(
            provider.GetRequiredService<ModelCatalog>(),
            provider.GetRequiredService<TeacherDirectory>(),
            provider.GetRequiredService<ShadowMeters>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ShadowReplay>>()
        ));
        services.AddSingleton(provider => new ShadowService(
            provider.GetRequiredService<ModelCatalog>(),
            provider.GetRequiredService<ShadowLanes>(),
            provider.GetRequiredService<CascadeLanes>(),
            provider.GetRequiredService<FindingsWriter>().Reader,
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ShadowService>>()
        ));
        services.AddSingleton(provider => new CascadeWatch(
            provider.GetRequiredService<ModelCatalog>(),
            provider.GetRequiredService<CascadeLanes>(),
            provider.GetRequiredService<FindingsWriter>().Reader,
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CascadeWatch>>()
        ));
        services.AddHostedService(provider => provider.GetRequiredService<CascadeWatch>());
        services.AddHostedService(provider => new VerdictWatch(
            provider.GetRequiredService<ModelCatalog>(),
            provider.GetRequiredService<ShadowLanes>(),
            provider.GetRequiredService<ShadowService>(),
            provider.GetRequiredService<ShadowMeters>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VerdictWatch>>()
        ));
        return services;
    }

    private static ShadowOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<ShadowOptions>>().Value;

    private static ShadowLanes NewLanes(IServiceProvider provider)
    {
        var lanes = new ShadowLanes(
            provider.GetRequiredService<TeacherDirectory>(),
            provider.GetRequiredService<FindingsWriter>(),
            provider.GetRequiredService<ShadowMeters>(),
            provider.GetRequiredService<IOptions<ShadowOptions>>(),
            provider.GetRequiredService<BackgroundScheduler>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ShadowLanes>>()
        );
        provider.GetRequiredService<ModelCatalog>().ChecksChanged += lanes.Forget;
        return lanes;
    }

    private static CascadeLanes NewCascades(IServiceProvider provider)
    {
        var lanes = new CascadeLanes(
            provider.GetRequiredService<TeacherDirectory>(),
            Options(provider),
            provider.GetRequiredService<CascadeMeters>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CascadeLanes>>()
        );
        provider.GetRequiredService<ModelCatalog>().ChecksChanged += lanes.Forget;
        return lanes;
    }

    /// <summary>The PostgreSQL that is configured, otherwise a SQLite file.</summary>
    internal static ShadowDatabase NewDatabase(ShadowStoreOptions options, string file, Migrations schema, ILogger logger) =>
        options.PostgreSql is { Length: > 0 } connectionString
            ? new PostgresShadowDatabase(connectionString, options.Timeout) { Schema = schema }
            : new SqliteShadowDatabase(file, options.Timeout, logger) { Schema = schema };

    /// <summary>A file in the folder of shadow mode's own.</summary>
    internal static string FileBeside(ShadowStoreOptions options, string name)
    {
        var folder = options.Path is { Length: > 0 } path ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;
        return DataFile.Resolve(folder is null ? null : Path.Combine(folder, name), name);
    }

    private static FindingsWriter NewWriter(IServiceProvider provider, ShadowOptions shadow)
    {
        var options = shadow.Store;
        var timeProvider = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<FindingsWriter>>();
        var database = NewDatabase(options, DataFile.Resolve(options.Path, "shadow.db"), Migrations.Shadow, logger);
        var store = new ShadowStore(database, options.MaxSamples, options.MaxAge, timeProvider, options.MaxTexts, shadow.HashKeyBytes);
        return new FindingsWriter(
            new PendingFindings(options.MaxPendingSamples, timeProvider),
            store,
            options,
            provider.GetRequiredService<ShadowMeters>(),
            timeProvider,
            logger,
            new CrashLosses(DataFile.Resolve(options.Path, "shadow.db"), store, logger)
        );
    }
}
