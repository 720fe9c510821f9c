using TransformerService.Api.Shadow;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Hosting;
using TransformerService.Shadow.Hosting;

namespace TransformerService.Api.Commands;

/// <summary>The pipeline for a command that does not serve, with the configuration that a server would have.</summary>
internal static class CommandServices
{
    private const string ModelsPathKey = $"{ModelsOptions.Section}:{nameof(ModelsOptions.Path)}";

    /// <summary>Creates it.</summary>
    /// <param name="models">The model repository; <see langword="null"/> for the configuration's.</param>
    /// <param name="settings">Settings that take precedence over the configuration's.</param>
    public static ServiceProvider Create(string? models, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var configuration = Read([.. settings, .. models is null ? Array.Empty<(string, string)>() : [(ModelsPathKey, models)]]);
        return new ServiceCollection()
            .AddLogging(static logging =>
                logging.SetMinimumLevel(LogLevel.Error).AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            )
            .AddMetrics()
            .AddTransformerInference(configuration)
            .AddShadow(configuration)
            .AddRemoteTeachers()
            .BuildServiceProvider();
    }

    /// <summary>The full path of the model repository.</summary>
    /// <param name="models">The path that the command names; <see langword="null"/> for the configuration's.</param>
    public static string Repository(string? models) =>
        models is not null
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(models))
            : Path.TrimEndingDirectorySeparator(ModelsPath.Resolve(Read([])[ModelsPathKey] ?? new ModelsOptions().Path));

    private static IConfigurationRoot Read(IEnumerable<(string Key, string Value)> settings) =>
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
}
