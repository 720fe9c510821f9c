using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TransformerService.V1;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>A real gRPC server that speaks the protocol and answers something else.</summary>
internal sealed class WrongTeacher : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WrongTeacher(WebApplication app) => _app = app;

    public int Port =>
        new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<WrongTeacher> StartAsync(Func<ClassifyRequest, ClassifyResponse> answer)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() }); // not with the program's ports
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(answer);
        var app = builder.Build();
        app.MapGrpcService<Service>();
        await app.StartAsync();
        return new WrongTeacher(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Service(Func<ClassifyRequest, ClassifyResponse> answer) : Transformer.TransformerBase
    {
        public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context) =>
            Task.FromResult(new Model { Name = request.Name });

        public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) =>
            Task.FromResult(answer(request));
    }
}
