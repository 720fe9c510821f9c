using Shouldly;
using Xunit;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>The program as a process: a wrong configuration ends it with sentences and an exit code.</summary>
public sealed class ConfigurationFaultTests
{
    [Fact]
    public async Task Start_SeveralFaults_NamesThemAll()
    {
        var error = await StartAsync("--Access:MaxRequestBodyBytes=many", "--Inference:IntraOpThreads=0", "--Batching:MaxBatchRows=0");

        error.ShouldContain("Access:MaxRequestBodyBytes");
        error.ShouldContain("Inference:IntraOpThreads");
        error.ShouldContain("Batching:MaxBatchRows");
    }

    [Theory]
    [InlineData("--Access:MaxRequestBodyBytes=5", "Access:MaxRequestBodyBytes")]
    [InlineData("--Access:MaxRequestBodyBytes=many", "Access:MaxRequestBodyBytes")]
    [InlineData("--Access:MaxConcurrentBodyBytes=5", "Access:MaxConcurrentBodyBytes")]
    [InlineData(
        "--Access:MaxConcurrentBodyBytes=16777215",
        "Access:MaxConcurrentBodyBytes must be at least 4 times Access:MaxRequestBodyBytes (4194304): 16777215."
    )]
    [InlineData("--Inference:RequestTimout=00:00:10", "RequestTimout")]
    [InlineData("--Inference:ExecutionProvider=Gpu", "Inference:ExecutionProvider")]
    [InlineData("--Models:Path=no-such-folder", "Models:Path")]
    [InlineData("--Kestrel:Endpoints:Http:Url=nonsense", "nonsense")]
    [InlineData("--Kestrel:Endpoints:Grpc:Url=nonsense", "nonsense")]
    [InlineData("--Grpc:MaxStreamInFlight=0", "Grpc:MaxStreamInFlight")]
    [InlineData("--Grpc:MaxHealthWatches=0", "Grpc:MaxHealthWatches")]
    [InlineData("--Grpc:MaxHealthWatchesPerAddress=0", "Grpc:MaxHealthWatchesPerAddress")]
    [InlineData("--Shadow:SampleRate=1.5", "Shadow:SampleRate")]
    [InlineData("--Shadow:Margin=0", "Shadow:Margin")]
    [InlineData("--Shadow:HashKey=short", "Shadow:HashKey")]
    [InlineData("--Shadow:SampelRate=1", "SampelRate")]
    [InlineData("--Shadow:Models:en-fr:SampleRate=2", "Shadow:Models:en-fr:SampleRate")]
    [InlineData("--Shadow:Teacher:MaxRetries=-1", "Shadow:Teacher:MaxRetries")]
    [InlineData("--Shadow:Store:MaxSamples=-1", "Shadow:Store:MaxSamples")]
    [InlineData("--Shadow:Store:PostgreSql=nonsense", "Shadow:Store:PostgreSql")]
    [InlineData("--Usage:FlushInterval=00:00:00", "Usage:FlushInterval")]
    [InlineData("--Usage:MonthsKept=0", "Usage:MonthsKept")]
    [InlineData("--Usage:MonthKept=1", "MonthKept")]
    [InlineData("--Shadow:VerdictInterval=00:00:00", "Shadow:VerdictInterval")]
    [InlineData("--Telemetry:OtlpEndpoint=collector:4317", "Telemetry:OtlpEndpoint (or OTEL_EXPORTER_OTLP_ENDPOINT) must be")]
    [InlineData("--Telemetry:OtlpEndpoint=nonsense", "Telemetry:OtlpEndpoint")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT=nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("--OTEL_EXPORTER_OTLP_PROTOCOL=carrier-pigeon", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    [InlineData("--Telemetry:OtlpProtocol=Pigeon", "Telemetry:OtlpProtocol")]
    [InlineData("--Telemetry:OtlpEndpont=http://collector:4317", "OtlpEndpont")]
    [InlineData("--Access:AdminKey=a key of the days before", "AdminKey")]
    [InlineData("--Access:WrongKeysPerMinute=0", "Access:WrongKeysPerMinute")]
    [InlineData("--Access:Limits:MaxHeaders=1", "Access:Limits:MaxHeaders")]
    [InlineData("--Access:Limits:SlowGracePeriod=0", "Access:Limits:SlowGracePeriod")]
    [InlineData("--Access:Limits:MaxConnectionsPerAddress=0", "Access:Limits:MaxConnectionsPerAddress")]
    [InlineData("--Access:Limits:ProbeConnections=3", "Access:Limits:ProbeConnections")]
    [InlineData("--Access:Limits:MaxAdminConnections=0", "Access:Limits:MaxAdminConnections")]
    [InlineData("--Access:Limits:MaxTransferTime=0", "Access:Limits:MaxTransferTime")]
    [InlineData("--Grpc:MaxAnonymousStreams=0", "Grpc:MaxAnonymousStreams")]
    [InlineData("--Grpc:MaxAnonymousStreamsPerAddress=0", "Grpc:MaxAnonymousStreamsPerAddress")]
    [InlineData("--Grpc:AnonymousStreamIdleTime=0", "Grpc:AnonymousStreamIdleTime")]
    [InlineData("--Access:ClientAuthority=no-such-file", "Access:ClientAuthority")]
    [InlineData("--Kestrel:Certificates:Default:Path=no-such-file.pem", "no-such-file.pem")]
    [InlineData("--Kestrel:Certificates:Default:Path=appsettings.json", "Kestrel:Certificates")]
    [InlineData("--Access:Keys:0:Name=ops", "Access:Keys:0:Hash")]
    [InlineData("--Access:Keys:0:Role=root", "Access:Keys:0:Role")]
    [InlineData("--Access:Keys:0:Hash=tsk_the-key-itself", "Access:Keys:0:Hash is not a hash")]
    [InlineData("--Access:Keys:0:RequestsPerMinute=0", "Access:Keys:0:RequestsPerMinute")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://0.0.0.0:0", "Access:AllowAnonymous=true")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://*:0", "Kestrel:Endpoints:Http:Url")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://[::]:0", "Kestrel:Endpoints:Http:Url")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://anything.example:0", "Kestrel:Endpoints:Http:Url")]
    [InlineData("--Kestrel:Endpoints:Admin:Url=http://+:0", "Kestrel:Endpoints:Admin:Url")]
    [InlineData("--Logging:LogLevel:Default=Loud", "Logging: Configuration value 'Loud' is not supported.")]
    [InlineData("--Grpc:MaxStreamInFlight=10001", "Grpc:MaxStreamInFlight")]
    [InlineData("--Grpc:MaxStreamsInFlight=1", "MaxStreamsInFlight")]
    public async Task Start_WrongConfiguration_EndsWithItsFaults(string argument, string named)
    {
        var error = await StartAsync(argument);

        error.ShouldContain(named);
    }

    [Theory]
    [InlineData("--Inference:RequestTimout=00:00:10", "Inference:RequestTimout is not an option; did you mean Inference:RequestTimeout?")]
    [InlineData("--Shadow:Store:Pth=a", "Shadow:Store:Pth is not an option; did you mean Shadow:Store:Path?")]
    [InlineData("--Access:Keys:0:Nam=a", "Access:Keys:0:Nam is not an option; did you mean Access:Keys:0:Name?")]
    [InlineData("--Access:Keys:3:Nam=a", "Access:Keys:3:Nam is not an option; did you mean Access:Keys:3:Name?")]
    [InlineData(
        "--Shadow:Models:en-fr:SampelRate=a",
        "Shadow:Models:en-fr:SampelRate is not an option; did you mean Shadow:Models:en-fr:SampleRate?"
    )]
    [InlineData("--Models:Path:Deeper=a", "Models:Path:Deeper is not an option; docs/configuration.md lists them.")]
    [InlineData("--Batching:SomethingElse=1", "Batching:SomethingElse is not an option; docs/configuration.md lists them.")]
    public async Task Start_UnknownKey_SuggestsTheNearest(string argument, string fault) =>
        (await StartAsync(argument)).ShouldContain(fault);

    private static async Task<string> StartAsync(params string[] arguments)
    {
        var run = await CommandLineRun.OfAsync(["--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0", .. arguments]);

        run.Code.ShouldBe(1);
        run.Output.ShouldBe("");
        run.Error.ShouldNotContain("   at ");
        run.Error.ShouldNotContain("Unhandled exception");
        return run.Error;
    }
}
