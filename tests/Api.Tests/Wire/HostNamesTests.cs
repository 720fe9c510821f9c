using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Grpc;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Wire;

/// <summary>Which hosts are answered to: by a server on loopback, and by one that other machines reach.</summary>
public sealed class HostNamesTests(ApiServer server)
{
    private const string Models = "/v1/models",
        ListModels = "/transformer.v1.Transformer/ListModels",
        Health = "/grpc.health.v1.Health/Check";
    private const string Ok = "HTTP/1.1 200 ",
        Refused = "HTTP/1.1 400 ";
    private const string NotLocal =
        "The server listens on this machine only, and the request's Host is another name; ask for localhost, or put the name into AllowedHosts.";
    private const string NotAllowed =
        "The request's Host is not one of AllowedHosts; ask for one of them, or put the name into AllowedHosts.";

    private static readonly byte[] NoFields = [0, 0, 0, 0, 0]; // a gRPC message

    // Endpoints have the order of their names: this one is the first, and the tests ask the others.
    private static readonly (string, string)[] Public =
    [
        ("Kestrel:Endpoints:All:Url", "http://0.0.0.0:0"),
        ("Access:AllowAnonymous", "true"),
    ];

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:8080")]
    [InlineData("LOCALHOST:1")]
    [InlineData("localhost.")]
    [InlineData("api.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("192.0.2.7")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    [InlineData("[2001:db8::7]:80")]
    [InlineData("")]
    public async Task Loopback_LocalhostOrAddress_IsAnswered(string host) => (await GetAsync(server, host)).ShouldStartWith(Ok);

    [Theory]
    [InlineData("attacker.example")]
    [InlineData("attacker.example:8080")]
    [InlineData("attacker")]
    [InlineData("localhost.attacker.example")]
    [InlineData("attackerlocalhost")]
    [InlineData("localhost-attacker.example")]
    [InlineData("127.0.0.1.attacker.example")]
    [InlineData("127.0.0.1-attacker.example:80")]
    [InlineData("xn--bcher-kva.example")]
    public async Task Loopback_OtherName_IsInvalidInput(string host)
    {
        foreach (
            var (target, verb) in new[]
            {
                (Models, "GET"),
                ("/v1/translate", "POST"),
                ("/health/live", "GET"),
                ("/swagger/index.html", "GET"),
                ("/metrics", "GET"),
                ("/", "GET"),
                ("/nothing", "GET"),
            }
        )
        {
            Detail(await SendAsync(server, verb, target, host)).ShouldBe(NotLocal, target);
        }
    }

    [Theory]
    [InlineData("[attacker.example]")]
    [InlineData("[::1].attacker.example")]
    [InlineData("[::1]attacker.example:80")]
    [InlineData("attacker.example:a")]
    [InlineData("a:b:c")]
    [InlineData("localhost@attacker.example")]
    [InlineData("localhost, attacker.example")]
    public async Task Loopback_Malformed_Is400(string host) => (await GetAsync(server, host)).ShouldStartWith(Refused);

    [Fact]
    public async Task Loopback_NameInTheTarget_Is400() =>
        (
            await RawHttp.SendAsync(
                server.Address,
                $"GET http://attacker.example{Models} HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n"
            )
        ).ShouldStartWith(Refused);

    [Theory]
    [InlineData("localhost:8081", "0")]
    [InlineData("127.0.0.1", "0")]
    [InlineData("[::1]:80", "0")]
    [InlineData("attacker.example", "3")]
    [InlineData("localhost.attacker.example:80", "3")]
    public async Task LoopbackGrpc_Authority_IsLookedAt(string host, string status)
    {
        foreach (var path in new[] { ListModels, Health })
        {
            var answer = await RawGrpc.CallAsync(server.GrpcAddress, path, NoFields, headers: [("Host", host)]);

            answer.Status.ShouldBe(status, path);
            (answer.Message ?? "").ShouldBe(status == "0" ? "" : NotLocal);
        }
    }

    [Theory]
    [InlineData("models.example:80", Ok)]
    [InlineData("api.localhost", Ok)]
    [InlineData("127.0.0.1", Ok)]
    [InlineData("attacker.example", Refused)]
    public async Task Loopback_AllowedHosts_AreAnsweredToo(string host, string status)
    {
        await using var named = await StartAsync(("AllowedHosts", "models.example"));

        (await GetAsync(named, host)).ShouldStartWith(status);
    }

    [Fact]
    public async Task Loopback_AllHostsAllowed_AreAnswered()
    {
        await using var open = await StartAsync(("AllowedHosts", "*"));

        (await GetAsync(open, "attacker.example")).ShouldStartWith(Ok);
    }

    [Fact]
    public async Task Public_NoAllowedHosts_AnswersToAll()
    {
        await using var open = await StartAsync(Public);

        (await GetAsync(open, "models.example")).ShouldStartWith(Ok);
    }

    [Fact]
    public async Task Public_AllowedHosts_AreTheNames()
    {
        await using var named = await StartAsync([.. Public, ("AllowedHosts", "api.example; *.models.example;bücher.example")]);

        foreach (
            var host in new[]
            {
                "api.example",
                "API.example:8080",
                "a.models.example",
                "a.b.models.example:1",
                "xn--bcher-kva.example",
                "192.0.2.7:80",
                "[::1]:80",
                "",
            }
        )
        {
            (await GetAsync(named, host)).ShouldStartWith(Ok, Case.Sensitive, host);
        }

        foreach (var host in new[] { "attacker.example", "models.example", "api.example.attacker.example", "localhost" })
        {
            Detail(await GetAsync(named, host)).ShouldBe(NotAllowed, host);
        }

        foreach (var probe in new[] { "/health/live", "/health/ready", "/health", "/ping", "/v2/health/live", "/v2/health/ready" })
        {
            (await SendAsync(named, "GET", probe, "10-0-0-7.pods.example")).ShouldStartWith(Ok);
        }

        Detail(await SendAsync(named, "GET", "/healthy", "10-0-0-7.pods.example")).ShouldBe(NotAllowed);
        (await RawGrpc.CallAsync(named.GrpcAddress, Health, NoFields, headers: [("Host", "pods.example")])).Status.ShouldBe("0");
        (await RawGrpc.CallAsync(named.GrpcAddress, ListModels, NoFields, headers: [("Host", "api.example")])).Status.ShouldBe("0");
        (await RawGrpc.CallAsync(named.GrpcAddress, ListModels, NoFields, headers: [("Host", "pods.example")])).Message.ShouldBe(
            NotAllowed
        );
    }

    private static async Task<ApiServer> StartAsync(params (string, string)[] settings)
    {
        var started = new ApiServer(ApiServer.DefaultNames(), settings);
        await started.InitializeAsync();
        return started;
    }

    private static Task<string> GetAsync(ApiServer asked, string host) => SendAsync(asked, "GET", Models, host);

    private static Task<string> SendAsync(ApiServer asked, string method, string target, string host) =>
        RawHttp.SendAsync(asked.Address, $"{method} {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    private static string Detail(string answer)
    {
        answer.ShouldStartWith(Refused);
        answer.ShouldContain("Content-Type: application/problem+json");
        var problem = JsonDocument.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)]).RootElement;
        problem.GetProperty("code").GetString().ShouldBe("invalidInput");
        return problem.GetProperty("detail").GetString() ?? "";
    }
}
