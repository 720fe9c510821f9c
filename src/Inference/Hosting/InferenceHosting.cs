using System.Diagnostics.Metrics;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Caching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Detection;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Tasks;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Usage;
using TransformerService.Models.Files;

namespace TransformerService.Inference.Hosting;

/// <summary>Adds the pipeline to a host.</summary>
public static class InferenceHosting
{
    /// <summary>
    /// Adds <see cref="InferencePipeline"/> and <see cref="ModelCatalog"/> with their options, which are validated at start, and a
    /// background service that loads the models once the host runs.
    /// </summary>
    public static IServiceCollection AddTransformerInference(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptionsWithValidateOnStart<InferenceOptions, InferenceOptionsValidator>()
            .Bind(configuration.GetSection(InferenceOptions.Section), NoUnknownKeys);
        services
            .AddOptionsWithValidateOnStart<BatchingOptions, BatchingOptionsValidator>()
            .Bind(configuration.GetSection(BatchingOptions.Section), NoUnknownKeys);
        services
            .AddOptionsWithValidateOnStart<ModelsOptions, ModelsOptionsValidator>()
            .Bind(configuration.GetSection(ModelsOptions.Section), NoUnknownKeys);
        services
            .AddOptionsWithValidateOnStart<CacheOptions, CacheOptionsValidator>()
            .Bind(configuration.GetSection(CacheOptions.Section), NoUnknownKeys);
        services
            .AddOptionsWithValidateOnStart<DetectionOptions, DetectedLanguages>()
            .Bind(configuration.GetSection(DetectionOptions.Section), NoUnknownKeys);
        services.AddSingleton<IValidateOptions<InferenceOptions>, ExecutionProviderValidator>();
        services.AddSingleton<IValidateOptions<ModelsOptions>, ModelsPathValidator>();

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new RequestMeters(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new BatchMeters(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new CacheMeters(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new AnswerStore(
            Options<CacheOptions>(provider).Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetKeyedService<IDistributedCache>(CacheOptions.Section),
            provider.GetService<ILoggerFactory>()
        ));
        services.AddSingleton(provider => new CatalogMeters(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new ModelLoader(
            Options<InferenceOptions>(provider).Value,
            Options<ModelsOptions>(provider).Value,
            Options<BatchingOptions>(provider).Value,
            provider.GetRequiredService<RunSlots>(),
            provider.GetRequiredService<BatchMeters>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<MemoryBudget>(),
            provider.GetService<ILogger<ModelLoader>>(),
            DataFile.Resolve(Options<ModelsOptions>(provider).Value.RecordPath, "loads.json")
        ));
        services.AddSingleton(provider => new LanguageDetector(DetectedLanguages.Of(Options<DetectionOptions>(provider).Value)));
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<LanguageDetector>(); // its profiles are part of what the process takes without models
            return NewBudget(Options<InferenceOptions>(provider).Value);
        });
        services.AddSingleton(NewCatalog);
        services.AddSingleton(provider => new VersionService(
            provider.GetRequiredService<ModelCatalog>(),
            provider.GetRequiredService<ILogger<VersionService>>()
        ));
        services.AddSingleton(provider => new GlossaryService(provider.GetRequiredService<ModelCatalog>()));
        services.AddSingleton(provider => new RunSlots(provider.GetRequiredService<MemoryBudget>().Runs));
        services.AddSingleton(provider => new BackgroundScheduler(provider.GetRequiredService<RunSlots>()));
        services.AddSingleton(provider => new InferencePipeline(
            provider.GetRequiredService<ModelCatalog>(),
            Options<InferenceOptions>(provider),
            Options<ModelsOptions>(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RequestMeters>(),
            provider.GetRequiredService<LanguageDetector>(),
            provider.GetService<IAnswerObserver>(),
            provider.GetService<IAnswerReplacement>(),
            Options<CacheOptions>(provider).Value.Enabled ? NewCache(provider) : null,
            provider.GetService<UsageCounter>()
        ));
        services.AddHostedService<CatalogLoadService>();
        services.AddHostedService<QuietReclaim>();
        services.AddHostedService<RepositoryWatch>();
        services.AddHostedService<IdleWatch>();
        return services;
    }

    private static AnswerCache NewCache(IServiceProvider provider)
    {
        var options = Options<CacheOptions>(provider).Value;
        var store = provider.GetRequiredService<AnswerStore>();
        var meters = provider.GetRequiredService<CacheMeters>();
        meters.Observe(store);
        return new AnswerCache(store, new AnswerKeys(options, Options<InferenceOptions>(provider).Value), meters);
    }

    private static ModelCatalog NewCatalog(IServiceProvider provider)
    {
        var loader = provider.GetRequiredService<ModelLoader>();
        var catalog = new ModelCatalog(
            loader,
            new ModelDescriber(Options<InferenceOptions>(provider).Value, loader.Provider),
            Options<ModelsOptions>(provider),
            provider.GetRequiredService<ILogger<ModelCatalog>>()
        );
        var detector = provider.GetRequiredService<LanguageDetector>();
        catalog.StatesChanged += () => detector.Use(catalog.Models);
        provider.GetRequiredService<CatalogMeters>().Observe(catalog, Options<BatchingOptions>(provider).Value.MaxQueuedRows);
        return catalog;
    }

    /// <summary>Rejects unknown keys: a misspelt key would be a setting without effect.</summary>
    private static void NoUnknownKeys(BinderOptions options) => options.ErrorOnUnknownConfiguration = true;

    private static IOptions<T> Options<T>(IServiceProvider provider)
        where T : class => provider.GetRequiredService<IOptions<T>>();

    /// <summary>
    /// Creates the memory budget before the first model is opened. The processors are those that the cgroup's quota allows, rounded up.
    /// </summary>
    private static MemoryBudget NewBudget(InferenceOptions options)
    {
        long limit = options.MemoryLimit > 0 ? options.MemoryLimit : MemoryLimit.Read(),
            heap = HeapShare.Of(limit);
        HeapShare.Apply(heap);
        NativeHeap.Configure();
        return new MemoryBudget(
            limit,
            heap,
            Environment.WorkingSet,
            options.ConcurrentRuns,
            Math.Max(1, Environment.ProcessorCount / options.IntraOpThreads)
        );
    }
}
