using System.Diagnostics;
using k8s;
using k8s.Models;
using Xunit;
using YamlDotNet.Serialization;

namespace TransformerService.Deploy.Tests;

/// <summary>What <c>kubectl kustomize</c> makes of an overlay, read strictly: a field that Kubernetes does not know fails.</summary>
internal sealed class RenderedOverlay
{
    private const string Typeless = "ServiceMonitor";

    private RenderedOverlay(string yaml)
    {
        var documents = yaml.Split("\n---\n");
        Objects =
        [
            .. documents
                .Where(document => !IsTypeless(document))
                .SelectMany(document => KubernetesYaml.LoadAllFromString(document, strict: true)),
        ];
        Monitors =
        [
            .. documents
                .Where(IsTypeless)
                .Select(document => new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(document)),
        ];
    }

    public IReadOnlyList<object> Objects { get; }

    /// <summary>Prometheus's ServiceMonitors, for which the client has no type.</summary>
    public IReadOnlyList<Dictionary<string, object>> Monitors { get; }

    public V1Deployment Deployment => All<V1Deployment>().Single();

    public V1Container Server => Deployment.Spec.Template.Spec.Containers.Single();

    public V1ConfigMap Configuration => All<V1ConfigMap>().Single();

    public static async Task<RenderedOverlay> RenderAsync(string name)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "kubectl"))),
            "There is no kubectl (Debian: kubernetes-client)."
        );
        var start = new ProcessStartInfo("kubectl", ["kustomize", Repository.File("deploy", "k8s", "overlays", name)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var kubectl = Process.Start(start) ?? throw new InvalidOperationException("kubectl does not start.");
        var error = kubectl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var yaml = await kubectl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await kubectl.WaitForExitAsync(TestContext.Current.CancellationToken);
        return kubectl.ExitCode == 0 ? new RenderedOverlay(yaml) : throw new InvalidOperationException(await error);
    }

    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    private static bool IsTypeless(string document) => document.Contains($"kind: {Typeless}\n", StringComparison.Ordinal);
}
