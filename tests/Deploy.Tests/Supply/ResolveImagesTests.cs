using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace TransformerService.Deploy.Tests.Supply;

/// <summary>
/// <c>tools/resolve-images.sh</c> against a registry on this machine: digests that are the manifests' own, or none at all.
/// </summary>
public sealed partial class ResolveImagesTests : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "SDK_IMAGE",
        "ASPNET_IMAGE",
        "CUDA_IMAGE",
        "POSTGRES_IMAGE",
        "PROMETHEUS_IMAGE",
        "GRAFANA_IMAGE",
    ];
    private readonly string _folder = Directory.CreateTempSubdirectory("images-").FullName;
    private FakeRegistry _registry = null!; // by InitializeAsync

    private string Out => Path.Combine(_folder, "images.env");

    public async ValueTask InitializeAsync() => _registry = await FakeRegistry.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resolve_EveryImage_IsWrittenWithTheDigestOfItsManifest(bool wantsToken)
    {
        _registry.WantsToken = wantsToken;

        (var code, var error) = await RunAsync(name => $"{_registry.Host}/library/{name}:1.2");

        code.ShouldBe(0, error);
        File.ReadAllLines(Out)
            .ShouldBe(
                Names.Select(name =>
                    $"{name}={_registry.Host}/library/{name}:1.2@{FakeRegistry.DigestOf(FakeRegistry.Manifest)}"
                        .ToLowerInvariant()
                        .Replace(name.ToLowerInvariant() + "=", name + "=", StringComparison.Ordinal)
                )
            );
        _registry.Asked.ShouldBe(Names.Select(name => $"library/{name.ToLowerInvariant()}/manifests/1.2"));
    }

    [Fact]
    public async Task Resolve_AnImageWithADigest_IsTakenAsItIs()
    {
        var pinned = $"registry.example/pinned@{FakeRegistry.DigestOf("another")}";

        (var code, var error) = await RunAsync(_ => pinned);

        code.ShouldBe(0, error);
        File.ReadAllLines(Out).ShouldAllBe(line => line.EndsWith($"={pinned}", StringComparison.Ordinal));
        _registry.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Resolve_AMissingTag_WritesNothing() =>
        await FailsAsync(
            name => $"{_registry.Host}/{name}:{(name == "grafana_image" ? "missing" : "1")}",
            $"{_registry.Host}/grafana_image:missing cannot be resolved: {_registry.Host} answered 404. Is the tag right?"
        );

    [Fact]
    public async Task Resolve_ADigestThatIsNotTheManifests_WritesNothing()
    {
        _registry.Answer = (FakeRegistry.Manifest, FakeRegistry.DigestOf("another"));

        await FailsAsync(
            name => $"{_registry.Host}/{name}:1",
            $"{_registry.Host} names the digest {FakeRegistry.DigestOf("another")}, but what it sent has {FakeRegistry.DigestOf(FakeRegistry.Manifest)}."
        );
    }

    [Fact]
    public async Task Resolve_APageInPlaceOfAManifest_WritesNothing()
    {
        _registry.Answer = ("<html>Sign in</html>", FakeRegistry.DigestOf("<html>Sign in</html>"));

        await FailsAsync(name => $"{_registry.Host}/{name}:1", $"what {_registry.Host} sent is not a manifest.");
    }

    [Fact]
    public async Task Resolve_AnAddressWhereNobodyListens_WritesNothing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"{taken.LocalEndpoint}";
        taken.Stop();

        await FailsAsync(_ => $"{address}/x:1", $"{address}/x:1 cannot be resolved: curl: (7)");
    }

    private async Task FailsAsync(Func<string, string> image, string message)
    {
        await File.WriteAllTextAsync(Out, "of before", TestContext.Current.CancellationToken);

        (var code, var error) = await RunAsync(image);

        code.ShouldBe(1);
        error.ShouldStartWith("resolve-images: ");
        error.ShouldContain(message);
        error.TrimEnd().ShouldEndWith("No digest was written.");
        Digest().IsMatch(await File.ReadAllTextAsync(Out, TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private async Task<(int Code, string Error)> RunAsync(Func<string, string> image)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is one for bash.");
        var start = new ProcessStartInfo("bash", [Repository.File("tools", "resolve-images.sh"), Out])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in Names)
        {
            start.Environment[name] = image(name.ToLowerInvariant());
        }

        using var script = Process.Start(start) ?? throw new InvalidOperationException("bash does not start.");
        var output = script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (script.ExitCode, error);
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digest();
}
