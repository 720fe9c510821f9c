using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Client;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>The client package on a running server, over one transport.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private const double Tolerance = 1e-5;

    private readonly ServiceProvider _services;

    public TestClient(Uri rest, Uri grpc, TransformerServiceTransport transport, Action<TransformerServiceClientOptions>? configure = null)
    {
        _services = new ServiceCollection()
            .AddTransformerServiceClient(options =>
            {
                options.Address = transport == TransformerServiceTransport.Grpc ? grpc : rest;
                options.Transport = transport;
                options.Timeout = TimeSpan.FromMinutes(5);
                options.AttemptTimeout = TimeSpan.FromMinutes(4);
                configure?.Invoke(options);
            })
            .BuildServiceProvider();
        Calls = _services.GetRequiredService<ITransformerServiceClient>();
    }

    public TestClient(ApiServer server, TransformerServiceTransport transport, Action<TransformerServiceClientOptions>? configure = null)
        : this(server.Address, server.GrpcAddress, transport, configure) { }

    public ITransformerServiceClient Calls { get; }

    /// <summary>Asks over both transports, and returns the answer after a check that both gave the same, times and free memory aside.</summary>
    public static async Task<T> BothAsync<T>(
        ApiServer server,
        Func<ITransformerServiceClient, Task<T>> askAsync,
        Action<TransformerServiceClientOptions>? configure = null
    )
    {
        await using var rest = new TestClient(server, TransformerServiceTransport.Rest, configure);
        await using var grpc = new TestClient(server, TransformerServiceTransport.Grpc, configure);
        var first = await askAsync(rest.Calls);
        var second = await askAsync(grpc.Calls);
        ShouldBeSame(JsonSerializer.SerializeToElement(first), JsonSerializer.SerializeToElement(second), typeof(T).Name);
        return first;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static void ShouldBeSame(JsonElement first, JsonElement second, string place)
    {
        second.ValueKind.ShouldBe(first.ValueKind, place);
        switch (first.ValueKind)
        {
            case JsonValueKind.Object:
                second.EnumerateObject().Select(field => field.Name).ShouldBe(first.EnumerateObject().Select(field => field.Name), true);
                foreach (var field in first.EnumerateObject().Where(field => field.Name is not ("Timing" or "MaxRunBytes")))
                {
                    ShouldBeSame(field.Value, second.GetProperty(field.Name), $"{place}.{field.Name}");
                }

                break;

            case JsonValueKind.Array:
                second.GetArrayLength().ShouldBe(first.GetArrayLength(), place);
                foreach (var (index, item) in first.EnumerateArray().Index())
                {
                    ShouldBeSame(item, second[index], $"{place}[{index}]");
                }

                break;

            case JsonValueKind.Number:
                second.GetDouble().ShouldBe(first.GetDouble(), Tolerance * Math.Max(1, Math.Abs(first.GetDouble())), place);
                break;

            default:
                second.ToString().ShouldBe(first.ToString(), place);
                break;
        }
    }
}
