using System.Collections;
using System.Reflection;
using TransformerService.Api.Configuration;
using TransformerService.Api.Telemetry;
using TransformerService.Inference.Configuration;
using TransformerService.Shadow.Configuration;

namespace TransformerService.Api.Hosting;

/// <summary>The keys of the server's own options, and the names of the settings of ASP.NET, its host and OpenTelemetry.</summary>
internal static class KnownSettings
{
    private const string OpenTelemetryPrefix = "OTEL_";
    private const string AnyEntry = "0";

    private static readonly (string Name, Type Options)[] Sections =
    [
        (AccessOptions.Section, typeof(AccessOptions)),
        (BatchingOptions.Section, typeof(BatchingOptions)),
        (CacheOptions.Section, typeof(CacheOptions)),
        (CompatibilityOptions.Section, typeof(CompatibilityOptions)),
        (DetectionOptions.Section, typeof(DetectionOptions)),
        (GlossaryOptions.Section, typeof(GlossaryOptions)),
        (GrpcOptions.Section, typeof(GrpcOptions)),
        (InferenceOptions.Section, typeof(InferenceOptions)),
        (ModelsOptions.Section, typeof(ModelsOptions)),
        (ShadowOptions.Section, typeof(ShadowOptions)),
        (ShutdownOptions.Section, typeof(ShutdownOptions)),
        (TelemetryOptions.Section, typeof(TelemetryOptions)),
        (UsageOptions.Section, typeof(UsageOptions)),
    ];

    // WebHostDefaults, HostDefaults, and the sections that the default builder, Kestrel, logging and metrics read.
    private static readonly string[] Hosts =
    [
        "AllowedHosts",
        "applicationName",
        "captureStartupErrors",
        "contentRoot",
        "detailedErrors",
        "environment",
        "forwardedHeaders_enabled",
        "hostBuilder:reloadConfigOnChange",
        "hostingStartupAssemblies",
        "hostingStartupExcludeAssemblies",
        "https_port",
        "https_ports",
        "http_ports",
        "preferHostingUrls",
        "preventHostingStartup",
        "shutdownTimeoutSeconds",
        "startupAssembly",
        "staticWebAssets",
        "suppressStatusMessages",
        "urls",
        "webroot",
        "Kestrel:Certificates",
        "Kestrel:EndpointDefaults",
        "Kestrel:Endpoints",
        "Logging",
        "Metrics",
    ];

    private static readonly string[] Examples =
    [
        "Kestrel:Endpoints:Http:Url",
        "Kestrel:Endpoints:Grpc:Url",
        "Kestrel:Certificates:Default:Path",
        "Logging:LogLevel:Default",
    ];

    /// <summary>Keys to suggest.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        .. Sections.SelectMany(section => KeysBelow(section.Name, section.Options)),
        .. Hosts.Where(static name => !name.StartsWith("Kestrel", StringComparison.Ordinal)),
        .. Examples,
    ];

    /// <summary>
    /// Whether a key belongs to a section that is read. Any key inside the server's own sections passes here: <see cref="Unknown"/> finds
    /// the wrong ones, wherever they were written.
    /// </summary>
    public static bool IsRead(string key) =>
        key.StartsWith(OpenTelemetryPrefix, StringComparison.OrdinalIgnoreCase)
        || Sections.Any(section => IsAtOrBelow(key, section.Name))
        || Hosts.Any(name => IsAtOrBelow(key, name) || IsAtOrBelow(name, key));

    /// <summary>The known key that a misspelt one was probably meant to be.</summary>
    public static string? Nearest(string key) => Spelling.Nearest(key, Keys.Select(known => WithEntriesOf(known, key)));

    /// <summary>The keys in the server's own sections that match no option.</summary>
    public static IEnumerable<string> Unknown(IConfiguration configuration) =>
        from section in Sections
        from value in configuration.GetSection(section.Name).AsEnumerable()
        where
            value.Value is not null
            && value.Key.Length > section.Name.Length
            && !Has(section.Options, value.Key[(section.Name.Length + 1)..].Split(':'))
        select value.Key;

    /// <summary>A key of a list or a dictionary, for the entry that was written.</summary>
    private static string WithEntriesOf(string known, string key)
    {
        string[] parts = known.Split(':'),
            written = key.Split(':');
        return parts.Length == written.Length
            ? string.Join(':', parts.Zip(written, static (part, entry) => part == AnyEntry ? entry : part))
            : known;
    }

    private static bool IsAtOrBelow(string key, string section) =>
        key.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (key.Length == section.Length || key[section.Length] == ':');

    private static bool Has(Type options, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
        {
            return true;
        }

        if (EntryOf(options) is { } entry)
        {
            return Has(entry, path[1..]);
        }

        var name = path[0];
        return Properties(options).FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            && Has(found.PropertyType, path[1..]);
    }

    private static IEnumerable<string> KeysBelow(string path, Type options) =>
        EntryOf(options) is { } entry ? KeysBelow($"{path}:{AnyEntry}", entry)
        : Properties(options) is { Length: > 0 } properties
            ? properties.SelectMany(property => KeysBelow($"{path}:{property.Name}", property.PropertyType))
        : [path];

    private static PropertyInfo[] Properties(Type options) =>
        options.Namespace?.StartsWith(nameof(TransformerService), StringComparison.Ordinal) == true && options.IsClass
            ? options.GetProperties()
            : [];

    /// <summary>The type of the entries of a list or a dictionary.</summary>
    private static Type? EntryOf(Type options) =>
        options != typeof(string) && options.IsAssignableTo(typeof(IEnumerable)) && options.IsGenericType
            ? options.GenericTypeArguments[^1]
            : null;
}
