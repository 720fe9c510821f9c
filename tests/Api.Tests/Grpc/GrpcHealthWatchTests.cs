using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Grpc;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Tests.Support;
using Xunit;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>Many calls of Health/Watch over real connections.</summary>
public sealed class GrpcHealthWatchTests
{
    private const int Connections = 4,
        WatchesOfEach = 75;
    private const string Classifier = """{ "task": "text-classification" }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_ManyIdle_CostNoEvaluationAndLearnOfEachChangeOnce()
    {
        var models = new FixtureRepository().Add("m", "distilbert-tiny", Classifier).Add("other", "roberta-tiny", Classifier);
        await using var server = await StartAsync(models, ("Grpc:MaxHealthWatchesPerAddress", "1000"));
        await using var watches = new Watches(server.GrpcAddress);
        var states = server.Services.GetRequiredService<HealthStates>();
        await watches.OpenAsync("m");
        var before = states.Evaluations;

        for (var more = 1; more < Connections * WatchesOfEach; more++)
        {
            await watches.OpenAsync(more % 2 == 0 ? "m" : "other");
        }

        states.Evaluations.ShouldBe(before, "nothing has changed");
        states.Now.Replaced.IsCompleted.ShouldBeFalse();
        server.Services.GetRequiredService<HealthWatchers>().Open.ShouldBe(Connections * WatchesOfEach);

        // A model goes: its watchers are told, and those of the other are not.
        Directory.Delete(Path.Combine(models.Root, "m"), recursive: true);
        await Should.ThrowAsync<InferenceException>(() => server.Services.GetRequiredService<VersionService>().ReloadAsync("m", Token));
        states.Evaluations.ShouldBe(before + 1, "once for all watchers");
        await watches.ReadAsync("m", ServingStatus.ServiceUnknown);

        // The server stops: everybody is told what is new to them, and every call ends.
        server.StopApplication();
        (await watches.RestAsync("m")).ShouldAllBe(rest => rest.Length == 0);
        (await watches.RestAsync("other")).ShouldAllBe(rest => rest.SequenceEqual(new[] { ServingStatus.NotServing }));
    }

    [Fact]
    public async Task Watch_MoreThanAnAddressMay_AreRefusedUntilOneIsCancelled()
    {
        await using var server = await StartAsync(ApiServer.DefaultNames(), ("Grpc:MaxHealthWatchesPerAddress", "3"));
        await using var watches = new Watches(server.GrpcAddress);
        for (var number = 0; number < 3; number++)
        {
            await watches.OpenAsync("");
        }

        var detail = await watches.OpenAsync("").ShouldFailAsync(StatusCode.ResourceExhausted, "overloaded", retryAfter: 1);

        detail.ShouldBe("This address has 3 calls of Health/Watch open (Grpc:MaxHealthWatchesPerAddress); end one, or ask Check.");
        (await new Health.HealthClient(server.Grpc).CheckAsync(new HealthCheckRequest(), cancellationToken: Token)).Status.ShouldBe(
            ServingStatus.Serving
        );
        watches.CancelOne();
        await Eventually.HoldsAsync(() => server.Services.GetRequiredService<HealthWatchers>().Open == 2);
        await watches.OpenAsync("");
    }

    [Fact]
    public async Task Watch_MoreThanTheServerMay_AreRefused()
    {
        await using var server = await StartAsync(ApiServer.DefaultNames(), ("Grpc:MaxHealthWatches", "2"));
        await using var watches = new Watches(server.GrpcAddress);
        await watches.OpenAsync("");
        await watches.OpenAsync("");

        var detail = await watches.OpenAsync("").ShouldFailAsync(StatusCode.ResourceExhausted, "overloaded", retryAfter: 1);

        detail.ShouldBe("The server has 2 calls of Health/Watch open (Grpc:MaxHealthWatches); try again later, or ask Check.");
    }

    [Fact]
    public void Enter_AddressesOfOneNetwork_ShareTheirPlaces()
    {
        var watchers = new HealthWatchers(Options.Create(new GrpcOptions { MaxHealthWatches = 3, MaxHealthWatchesPerAddress = 1 }));

        var first = watchers.Enter(IPAddress.Parse("2001:db8::1"));
        Should.Throw<InferenceException>(() => watchers.Enter(IPAddress.Parse("2001:db8::2"))).Error.ShouldBe(InferenceError.Overloaded);
        watchers.Enter(IPAddress.Parse("192.0.2.1"));
        Should.Throw<InferenceException>(() => watchers.Enter(IPAddress.Parse("::ffff:192.0.2.1")));
        watchers.Enter(IPAddress.Parse("192.0.2.2"));
        Should.Throw<InferenceException>(() => watchers.Enter(IPAddress.Parse("192.0.2.3"))).Message.ShouldStartWith("The server has 3 ");

        first.Dispose();
        watchers.Enter(IPAddress.Parse("2001:db8::2"));
        watchers.Open.ShouldBe(3);
    }

    private static async Task<ApiServer> StartAsync(FixtureRepository models, params (string, string)[] settings)
    {
        var server = new ApiServer(models, [("Models:WatchForChanges", "false"), .. settings]);
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Calls of Watch, spread over several connections; each has had its first answer.</summary>
    private sealed class Watches : IAsyncDisposable
    {
        private readonly GrpcChannel[] _channels;
        private readonly List<(string Service, AsyncServerStreamingCall<HealthCheckResponse> Call)> _open = [];

        public Watches(Uri address) =>
            _channels = [
                .. Enumerable
                    .Range(0, Connections)
                    .Select(_ =>
                        GrpcChannel.ForAddress(
                            address,
                            new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true }
                        )
                    ),
            ];

        public async Task OpenAsync(string service)
        {
            var call = new Health.HealthClient(_channels[_open.Count % Connections]).Watch(
                new HealthCheckRequest { Service = service },
                cancellationToken: Token
            );
            (await call.ResponseStream.MoveNext(Token)).ShouldBeTrue();
            call.ResponseStream.Current.Status.ShouldBe(ServingStatus.Serving);
            _open.Add((service, call));
        }

        public async Task ReadAsync(string service, ServingStatus status)
        {
            foreach (var call in Of(service))
            {
                (await call.ResponseStream.MoveNext(Token)).ShouldBeTrue();
                call.ResponseStream.Current.Status.ShouldBe(status);
            }
        }

        /// <summary>What else each call of a service is told until it ends.</summary>
        public Task<ServingStatus[][]> RestAsync(string service) =>
            Task.WhenAll(
                Of(service)
                    .Select(async call =>
                    {
                        List<ServingStatus> rest = [];
                        while (await call.ResponseStream.MoveNext(Token))
                        {
                            rest.Add(call.ResponseStream.Current.Status);
                        }

                        return rest.ToArray();
                    })
            );

        public void CancelOne()
        {
            _open[^1].Call.Dispose();
            _open.RemoveAt(_open.Count - 1);
        }

        public ValueTask DisposeAsync()
        {
            foreach (var (_, call) in _open)
            {
                call.Dispose();
            }

            foreach (var channel in _channels)
            {
                channel.Dispose();
            }

            return ValueTask.CompletedTask;
        }

        private IEnumerable<AsyncServerStreamingCall<HealthCheckResponse>> Of(string service) =>
            _open.Where(open => open.Service == service).Select(open => open.Call);
    }
}
