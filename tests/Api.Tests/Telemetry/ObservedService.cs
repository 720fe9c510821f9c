using System.Net;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Telemetry;

/// <summary>One service that was asked a few things, for all tests that look at what it measured.</summary>
[CollectionDefinition(nameof(ObservedService))]
public sealed class ObservedService : IAsyncLifetime, ICollectionFixture<ObservedService>
{
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        UnknownModel = "quetzalcanary";

    private ServiceProcess? _service;

    internal ServiceProcess Service => _service ?? throw new InvalidOperationException("The service has not started.");

    /// <summary>Its page of metrics.</summary>
    public async Task<string> PageAsync() =>
        await Service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceProcess.StartAsync(
            "--Shadow:SampleRate=1",
            "--Shadow:NoiseShare=0",
            "--Shadow:Models:intent:CascadeBudget=0.1", // too little for the one text that it answers
            "--Shadow:VerdictInterval=00:00:01",
            "--Logging:Console:FormatterName=json",
            "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information"
        );
        Service.Http.DefaultRequestHeaders.CacheControl = new() { NoCache = true }; // texts are repeated, and shadow mode counts it
        for (var call = 0; call < 3; call++)
        {
            await Service.PostAsync(
                "/v1/translate",
                """{"text":["Two dogs.","A man is sitting."]}""",
                traceparent: $"00-{TraceId}-00f067aa0ba902b7-01"
            );
        }

        await Service.PostAsync("/v1/classify", """{"text":"a text","model":"intent"}""");
        await Service.PostAsync("/v1/classify", $$"""{"text":"{{UnknownModel}}","model":"{{UnknownModel}}"}""", HttpStatusCode.NotFound);

        // The teacher answers later, and verdicts are computed every second.
        await Eventually.FindAsync(
            PageAsync,
            page =>
                page.Contains("transformer_shadow_verdict", StringComparison.Ordinal)
                && page.Contains("outcome=\"repeated\",task=\"translation\",variant=\"student\"} 4", StringComparison.Ordinal),
            page => page
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }
}
