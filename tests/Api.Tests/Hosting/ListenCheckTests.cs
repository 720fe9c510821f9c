using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Shouldly;
using TransformerService.Api.Hosting;
using TransformerService.Api.Tests.Shadow;
using Xunit;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>Addresses that cannot be had: the program ends with a sentence for each, and logs nothing.</summary>
public sealed class ListenCheckTests
{
    private const string Rest = "Kestrel:Endpoints:Http",
        Grpc = "Kestrel:Endpoints:Grpc";

    [Theory]
    [InlineData(Rest, "http://127.0.0.1:{0}", "127.0.0.1")]
    [InlineData(Grpc, "http://127.0.0.1:{0}", "127.0.0.1")]
    [InlineData(Rest, "http://localhost:{0}", "127.0.0.1")]
    [InlineData(Rest, "http://localhost:{0}", "::1")]
    [InlineData(Rest, "http://[::1]:{0}", "::1")]
    [InlineData(Grpc, "http://[::1]:{0}", "::1")]
    [InlineData(Rest, "http://*:{0}", "127.0.0.1")]
    [InlineData(Grpc, "http://0.0.0.0:{0}", "127.0.0.1")]
    [InlineData(Rest, "http://[::]:{0}", "::1")]
    public async Task Start_PortInUse_SaysWhose(string endpoint, string url, string listening)
    {
        using var other = Listen(IPAddress.Parse(listening));
        var address = string.Format(CultureInfo.InvariantCulture, url, ((IPEndPoint)other.LocalEndpoint).Port);

        (await FailAsync($"--{endpoint}:Url={address}", "--Access:AllowAnonymous=true")).ShouldBe(
            $"The service does not start: {endpoint}:Url is in use by another program: {address}; stop that program, or choose another port."
        );
    }

    [Fact]
    public async Task Start_BothPortsInUse_NamesBoth()
    {
        using TcpListener one = Listen(IPAddress.Loopback),
            two = Listen(IPAddress.Loopback);

        var error = await FailAsync($"--{Rest}:Url=http://{one.LocalEndpoint}", $"--{Grpc}:Url=http://{two.LocalEndpoint}");

        error.ShouldContain($"{Rest}:Url is in use by another program: http://{one.LocalEndpoint};");
        error.ShouldContain($"{Grpc}:Url is in use by another program: http://{two.LocalEndpoint};");
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}", "http://127.0.0.1:{0}")]
    [InlineData("http://localhost:{0}", "http://127.0.0.1:{0}")]
    [InlineData("http://127.0.0.1:{0}", "http://0.0.0.0:{0}")]
    [InlineData("http://[::1]:{0}", "http://*:{0}")]
    public async Task Start_BothAtOneAddress_SaysSo(string rest, string grpc)
    {
        var port = FreePort.Find();
        string restUrl = string.Format(CultureInfo.InvariantCulture, rest, port),
            grpcUrl = string.Format(CultureInfo.InvariantCulture, grpc, port);

        (await FailAsync($"--{Rest}:Url={restUrl}", $"--{Grpc}:Url={grpcUrl}", "--Access:AllowAnonymous=true")).ShouldBe(
            $"The service does not start: {Rest}:Url is the address of {Grpc} too: {restUrl}; give each its own port."
        );
    }

    [Theory]
    [InlineData(Rest)]
    [InlineData(Grpc)]
    public async Task Start_AddressOfAnotherMachine_SaysSo(string endpoint) => // 192.0.2.0/24 is nobody's (RFC 5737)
        (await FailAsync($"--{endpoint}:Url=http://192.0.2.1:8080", "--Access:AllowAnonymous=true")).ShouldBe(
            $"The service does not start: {endpoint}:Url is not an address of this machine: http://192.0.2.1:8080; use localhost, or one that the machine has."
        );

    [Theory]
    [InlineData("nonsense", "is not an address: 'nonsense'; write one such as http://localhost:8080.")]
    [InlineData("localhost:8080", "is not an address: 'localhost:8080'; write one such as http://localhost:8080.")]
    [InlineData("", "is missing; give it an address such as http://localhost:8080.")]
    [InlineData("ftp://localhost:8080", "must begin with http:// or https://: 'ftp://localhost:8080'.")]
    [InlineData("http://localhost:70000", "has the port 70000; ports go from 0 to 65535.")]
    [InlineData(
        "http://127.0.0.1:abc",
        "has a port that is not a number: 'http://127.0.0.1:abc'; write one such as http://localhost:8080."
    )]
    [InlineData("http://localhost:", "has a port that is not a number: 'http://localhost:'; write one such as http://localhost:8080.")]
    [InlineData("http://localhost:8080/base", "must end after the port: 'http://localhost:8080/base'.")]
    [InlineData("http://localhost:0", "cannot be any free port of localhost: 'http://localhost:0'; write 127.0.0.1 in its place.")]
    public async Task Start_AddressThatCannotBeRead_SaysWhatBelongsThere(string url, string fault)
    {
        foreach (var endpoint in new[] { Rest, Grpc })
        {
            (await FailAsync($"--{endpoint}:Url={url}")).ShouldBe($"The service does not start: {endpoint}:Url {fault}");
        }

        (await FailAsync("--check", $"--{Rest}:Url={url}")).ShouldBe(
            $"The service does not start: {Rest}:Url {fault}",
            "a check says the same"
        );
    }

    [Theory]
    [InlineData("Protocols=Http4", "Protocols must be one of None, Http1, Http2, Http1AndHttp2, Http3, Http1AndHttp2AndHttp3: 'Http4'.")]
    [InlineData(
        "Protocls=Http1",
        "Protocls is not an option of an endpoint; its options are Url, Protocols, Certificate, SslProtocols, ClientCertificateMode, Sni."
    )]
    public async Task Start_EndpointWithAnOptionThatIsWrong_SaysWhatBelongsThere(string option, string fault) =>
        (await FailAsync($"--{Rest}:{option}", $"--{Rest}:Url=http://127.0.0.1:0")).ShouldBe($"The service does not start: {Rest}:{fault}");

    [Fact]
    public async Task Start_SocketFileThatCannotBeMade_SaysWhy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Paths of Unix.");
        var folder = Directory.CreateTempSubdirectory("socket-");
        string missing = Path.Combine(folder.FullName, "no", "s"),
            there = Path.Combine(folder.FullName, "s");
        await File.WriteAllTextAsync(there, "", TestContext.Current.CancellationToken);

        (await FailAsync($"--{Rest}:Url=http://unix:{missing}")).ShouldBe(
            $"The service does not start: {Rest}:Url is in a folder that does not exist: {missing}; make the folder."
        );
        (await FailAsync($"--{Rest}:Url=http://unix:{there}")).ShouldBe(
            $"The service does not start: {Rest}:Url is in use, or was left over: {there}; stop the program that listens there, or delete the file if none does."
        );
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_HttpsWithoutACertificate_SaysSoInOneSentence() =>
        (await FailAsync($"--{Rest}:Url=https://127.0.0.1:0")).ShouldStartWith(
            "The service does not start: Kestrel:Endpoints: Unable to configure HTTPS endpoint."
        );

    [Theory]
    [InlineData(
        SocketError.AccessDenied,
        "is not allowed to this user: http://localhost:80; choose a port above 1023, or give the program the right to listen at port 80."
    )]
    [InlineData(
        SocketError.AddressFamilyNotSupported,
        "is of a kind that this machine does not have: http://localhost:80; use an address of the other kind (IPv4 or IPv6)."
    )]
    public void Describe_WhatCannotBeTriedEverywhere_SaysWhatToChange(SocketError error, string fault) =>
        ListenCheck.Describe(error, BindingAddress.Parse("http://localhost:80")).ShouldBe(fault);

    private static TcpListener Listen(IPAddress address)
    {
        Assert.SkipUnless(address.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "This machine has no IPv6.");
        var listener = new TcpListener(address, 0);
        listener.Start();
        return listener;
    }

    private static async Task<string> FailAsync(params string[] arguments)
    {
        string[] free =
        [
            .. new[] { Rest, Grpc }.Where(endpoint => !arguments.Any(argument => argument.Contains(endpoint, StringComparison.Ordinal))),
        ];
        var run = await CommandLineRun.OfAsync([.. arguments, .. free.Select(endpoint => $"--{endpoint}:Url=http://127.0.0.1:0")]);

        (run.Code, run.Output).ShouldBe((1, ""));
        var error = run.Error.TrimEnd();
        error.ShouldNotContain("   at ");
        if (!error.Contains("please change"))
        {
            error.ShouldNotContain('\n');
        }

        return error;
    }
}
