using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Listening;
using TransformerService.Api.Telemetry;
using TransformerService.Inference.Configuration;
using TransformerService.Shadow.Configuration;

namespace TransformerService.Api.Live;

/// <summary>The options in force. Texts are hidden unless they are known to hold no secret.</summary>
internal sealed class ServerSettings(IServiceProvider services, IConfiguration configuration)
{
    /// <summary>Texts that hold no secret.</summary>
    private static readonly HashSet<string> Shown =
    [
        "Access:Keys:Name",
        "Access:TrustedProxies",
        "Models:Path",
        "Models:DefaultClassifier",
        "Models:Required",
        "Shadow:Models:Name",
        "Shadow:Store:Path",
    ];

    /// <summary>The options in the order of their keys.</summary>
    public IReadOnlyList<ServerSetting> All =>
        [
            .. ListenAddresses
                .Endpoints(configuration)
                .Select(endpoint => new ServerSetting($"Kestrel:Endpoints:{endpoint.Key}:Url", endpoint["Url"], false, true))
                .Concat(Of<AccessOptions>(AccessOptions.Section))
                .Concat(Of<BatchingOptions>(BatchingOptions.Section))
                .Concat(Of<CompatibilityOptions>(CompatibilityOptions.Section))
                .Concat(Of<GlossaryOptions>(GlossaryOptions.Section))
                .Concat(Of<GrpcOptions>(GrpcOptions.Section))
                .Concat(Of<InferenceOptions>(InferenceOptions.Section))
                .Concat(Of<ModelsOptions>(ModelsOptions.Section))
                .Concat(Of<ShadowOptions>(ShadowOptions.Section))
                .Concat(Of<ShutdownOptions>(ShutdownOptions.Section))
                .Concat(Of<TelemetryOptions>(TelemetryOptions.Section))
                .Concat(Of<UsageOptions>(UsageOptions.Section))
                .OrderBy(setting => setting.Key, StringComparer.Ordinal),
        ];

    private IEnumerable<ServerSetting> Of<T>(string section)
        where T : class, new() => Below(section, section, services.GetRequiredService<IOptions<T>>().Value, new T());

    private static IEnumerable<ServerSetting> Below(string path, string kind, object options, object? defaults) =>
        options
            .GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .SelectMany(property =>
                Of(
                    $"{path}:{property.Name}",
                    $"{kind}:{property.Name}",
                    property.GetValue(options),
                    defaults is null ? null : property.GetValue(defaults)
                )
            );

    private static IEnumerable<ServerSetting> Of(string path, string kind, object? value, object? standard) =>
        value switch
        {
            null => [new ServerSetting(path, null, false, standard is not null)],
            bool flag => [new ServerSetting(path, flag ? "true" : "false", false, !value.Equals(standard))],
            string text => [Text(path, kind, text, standard as string)],
            IDictionary entries => entries
                .Keys.Cast<object>()
                .SelectMany(key => Of($"{path}:{key}", kind, entries[key], null))
                .DefaultIfEmpty(new ServerSetting(path, null, false, false)),
            IEnumerable list => list.Cast<object?>()
                .SelectMany((entry, index) => Of(string.Create(CultureInfo.InvariantCulture, $"{path}:{index}"), kind, entry, null))
                .DefaultIfEmpty(new ServerSetting(path, null, false, false)),
            _ when value.GetType().IsClass => Below(path, kind, value, standard),
            _ => [new ServerSetting(path, Convert.ToString(value, CultureInfo.InvariantCulture), false, !value.Equals(standard))],
        };

    private static ServerSetting Text(string path, string kind, string text, string? standard) =>
        Shown.Contains(kind)
            ? new ServerSetting(path, text, false, text != standard)
            : new ServerSetting(path, null, text.Length > 0, text != standard);
}

/// <summary>An option in force.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value; <see langword="null"/> if it is not set or hidden.</param>
/// <param name="IsHidden">Whether it is set to a text that may hold a secret.</param>
/// <param name="IsChanged">Whether it differs from the default.</param>
internal sealed record ServerSetting(string Key, string? Value, bool IsHidden, bool IsChanged);
