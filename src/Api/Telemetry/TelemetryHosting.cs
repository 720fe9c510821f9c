using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TransformerService.Api.Ports;
using TransformerService.Inference.Telemetry;

namespace TransformerService.Api.Telemetry;

/// <summary>Exports what the service measures: metrics to Prometheus and, with a collector configured, everything by OTLP.</summary>
internal static class TelemetryHosting
{
    private const string MetricsPath = "/metrics";

    /// <summary>Paths without traces: orchestrators and Prometheus request them all the time.</summary>
    private static readonly string[] NotTraced = [MetricsPath, ProbePaths.Rest, ProbePaths.Grpc, ProbePaths.Inference, ProbePaths.Ping];

    /// <summary>
    /// Meters and sources of .NET and its libraries: memory and threads, attempts to reach a remote teacher, calls to it.
    /// </summary>
    private const string RuntimeMeter = "System.Runtime",
        PollyMeter = "Polly",
        HttpSource = "System.Net.Http",
        GrpcSource = "Grpc.Net.Client";

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(TelemetryOptions.Section);
        services
            .AddOptionsWithValidateOnStart<TelemetryOptions, TelemetryOptionsValidator>()
            .Bind(section, static binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton<ProcessMeters>();
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(static resource =>
                resource
                    .AddService(
                        TransformerTelemetry.Name,
                        serviceVersion: typeof(TelemetryHosting)
                            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                            ?.InformationalVersion
                    )
                    .AddEnvironmentVariableDetector()
            ) // OTEL_SERVICE_NAME takes precedence
            .WithMetrics(static metrics =>
                metrics
                    .AddMeter(TransformerTelemetry.Name, RuntimeMeter, PollyMeter)
                    .AddAspNetCoreInstrumentation()
                    .AddView("dotnet.process.cpu.count", "dotnet.process.cpus") // in Prometheus only histograms may end in _count
                    .AddView("dotnet.assembly.count", MetricStreamConfiguration.Drop)
                    .AddView("dotnet.timer.count", MetricStreamConfiguration.Drop)
                    .AddPrometheusExporter()
            );
        if (Otlp(section, configuration) is { Endpoint: { } endpoint, Protocol: var protocol })
        {
            telemetry
                .WithTracing(static tracing =>
                    tracing
                        .AddSource(TransformerTelemetry.Name, GrpcSource, HttpSource) // without either, child spans lack their parent
                        .AddAspNetCoreInstrumentation(static requests =>
                            requests.Filter = static context => !IsNotTraced(context.Request.Path)
                        )
                )
                .UseOtlpExporter(protocol, endpoint);
        }
    }

    /// <summary>Maps <c>/metrics</c> on the REST port.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        app.Services.GetRequiredService<ProcessMeters>();
        app.MapPrometheusScrapingEndpoint(MetricsPath);
    }

    private static bool IsNotTraced(PathString path) =>
        Array.Exists(NotTraced, prefix => path.StartsWithSegments(prefix, StringComparison.Ordinal));

    /// <summary>
    /// Reads the OTLP settings early: whether anything is sent must be known before the services are created. Unreadable settings are
    /// reported later, as faults of the configuration.
    /// </summary>
    private static OtlpSettings? Otlp(IConfigurationSection section, IConfiguration configuration)
    {
        try
        {
            return OtlpSettings.Of(section.Get<TelemetryOptions>() ?? new TelemetryOptions(), configuration);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
