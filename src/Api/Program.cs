using TransformerService.Api.Access;
using TransformerService.Api.Caching;
using TransformerService.Api.Commands;
using TransformerService.Api.Compatibility;
using TransformerService.Api.Compatibility.DeepL;
using TransformerService.Api.Compatibility.HuggingFace;
using TransformerService.Api.Compatibility.LibreTranslate;
using TransformerService.Api.Compatibility.OpenAi;
using TransformerService.Api.Compatibility.OpenInference;
using TransformerService.Api.Compatibility.TextEmbeddings;
using TransformerService.Api.Connections;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Errors;
using TransformerService.Api.Grpc;
using TransformerService.Api.Hosting;
using TransformerService.Api.Json;
using TransformerService.Api.Lifecycle;
using TransformerService.Api.Live;
using TransformerService.Api.Shadow;
using TransformerService.Api.Swagger;
using TransformerService.Api.Telemetry;
using TransformerService.Api.WebConsole;
using TransformerService.Api.Wire;
using TransformerService.Inference.Hosting;
using TransformerService.Shadow.Hosting;

if (CommandRun.IsAsked(args))
{
    return await CommandRun.RunAsync(args);
}

var arguments = Arguments.Read(args);
if (Usage.Answer(arguments) is { } code)
{
    return code;
}

if (HealthCommand.IsAsked(arguments))
{
    return await HealthCommand.RunAsync(arguments.Settings);
}

try
{
    // The program's own folder is the content root: appsettings.json is found whatever folder it is started from.
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = CheckCommand.Settings(arguments), ContentRootPath = AppContext.BaseDirectory }
    );
    builder.Services.AddTransformerInference(builder.Configuration);
    builder.Services.AddRedisAnswers(builder.Configuration);
    builder.Services.AddShadow(builder.Configuration);
    builder.Services.AddUsage(builder.Configuration);
    builder.Services.AddKeyGlossaries(builder.Configuration);
    builder.Services.AddPromotion();
    builder.Services.AddRemoteTeachers();
    builder.Services.AddWire();
    builder.Services.AddAccess();
    builder.Services.AddConnectionPlaces();
    builder.Services.AddWireJson();
    builder.Services.AddRequestBodies();
    builder.Services.AddProblems();
    builder.Services.AddCompatibility();
    builder.Services.AddOpenAi();
    builder.Services.AddLibreTranslate();
    builder.Services.AddDeepL();
    builder.Services.AddTextEmbeddings();
    builder.Services.AddHuggingFace();
    builder.Services.AddOpenInference();
    builder.Services.AddApiDocumentation();
    builder.Services.AddGrpcDoor();
    builder.Services.AddTelemetry(builder.Configuration);
    builder.Services.AddLive();
    builder.Services.AddConsole();
    builder.Services.AddLifecycle();

    var app = builder.Build();
    app.ValidateConfiguration(builder.Services);
    if (CheckCommand.IsAsked(arguments))
    {
        return await app.CheckAsync();
    }

    app.UseLifecycle();
    app.UseWire();
    app.UseCrossOrigin();
    app.UseConnectionPlaces();
    app.UseHeadRequests();
    app.UseTransferLimits();
    app.UseProblems();
    app.UseGrpcDoor();
    app.UseAccess();
    app.UseApiDocumentation();
    app.MapInference();
    app.MapOpenAi();
    app.MapLibreTranslate();
    app.MapDeepL();
    app.MapTextEmbeddings();
    app.MapHuggingFace();
    app.MapForeignHealth();
    app.MapOpenInference();
    app.MapModels();
    app.MapVersions();
    app.MapGlossary();
    app.MapShadow();
    app.MapUsage();
    app.MapDecisions();
    app.MapLive();
    app.MapHealth();
    app.MapMetrics();
    app.MapConsole();
    app.MapGrpcDoor();
    app.ValidateListening();
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (Exception exception) when (StartupFaults.Describe(exception) is { } faults)
{
    StartupFaults.Print(faults, Console.Error);
    return 1;
}
