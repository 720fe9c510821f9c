using System.Globalization;
using k8s.Models;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Shadow.Configuration;
using Xunit;

namespace TransformerService.Deploy.Tests;

/// <summary>The overlays as Kubernetes would get them agree with themselves and with the program.</summary>
public sealed class KubernetesTests
{
    private static readonly string[] HealthPaths = ["/health/live", "/health/ready"];

    public static TheoryData<string> Overlays =>
        [
            .. Directory
                .GetDirectories(Repository.File("deploy", "k8s", "overlays"))
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    public static TheoryData<string> WholeOverlays => ["cpu", "gpu", "teacher"];

    [Fact]
    public void Overlays_All_AreThere() => Overlays.Select(row => row.Data).ShouldBe(["canary", "cpu", "gpu", "teacher"]);

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Deployment_Configuration_NamesOptionsThatThereAre(string overlay)
    {
        var rendered = await RenderedOverlay.RenderAsync(overlay);

        rendered.Configuration.Data.ShouldNotBeEmpty();
        foreach (var name in rendered.Configuration.Data.Keys)
        {
            ConfigurationKeys.IsKnown(name).ShouldBeTrue(name);
        }

        rendered.Server.EnvFrom[0].ConfigMapRef.Name.ShouldBe(rendered.Configuration.Metadata.Name);
        rendered.Server.EnvFrom[1].SecretRef.Name.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Deployment_Pod_IsConfinedAndProbedWhereTheProgramAnswers(string overlay)
    {
        var rendered = await RenderedOverlay.RenderAsync(overlay);
        var pod = rendered.Deployment.Spec.Template.Spec;
        var server = rendered.Server;

        server.Ports.Select(port => (port.Name, port.ContainerPort)).ShouldBe([("http", 8080), ("grpc", 8081)]);
        foreach (var probe in new[] { server.StartupProbe, server.ReadinessProbe, server.LivenessProbe })
        {
            if (probe.Grpc is { } grpc)
            {
                grpc.Port.ShouldBe(8081);
            }
            else
            {
                (probe.HttpGet.Path, probe.HttpGet.Port.Value).ShouldBeOneOf([.. HealthPaths.Select(path => (path, "http"))]);
            }
        }

        (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.SeccompProfile.Type).ShouldBe((true, "RuntimeDefault"));
        (server.SecurityContext.ReadOnlyRootFilesystem, server.SecurityContext.AllowPrivilegeEscalation).ShouldBe((true, false));
        server.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
        pod.SecurityContext.RunAsUser.ShouldBe(long.Parse(Dockerfile.Settings("cpu", "USER").Single(), CultureInfo.InvariantCulture));
        server.VolumeMounts.Select(mount => mount.Name).ShouldBe(pod.Volumes.Select(volume => volume.Name), ignoreOrder: true);
        var models = server.VolumeMounts.Single(mount => mount.MountPath == rendered.Configuration.Data["Models__Path"]);
        models.ReadOnlyProperty.ShouldBe(true);
        pod.Volumes.Single(volume => volume.Name == models.Name).PersistentVolumeClaim.ReadOnlyProperty.ShouldBe(true);
        server.VolumeMounts.ShouldContain(mount =>
            mount.MountPath == Path.GetDirectoryName(rendered.Configuration.Data["Shadow__Store__Path"])
        );
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Deployment_GracePeriod_IsLongerThanTheProgramTakesToStop(string overlay)
    {
        var rendered = await RenderedOverlay.RenderAsync(overlay);
        var options = new ShutdownOptions
        {
            Delay = TimeSpan.Parse(rendered.Configuration.Data["Shutdown__Delay"], CultureInfo.InvariantCulture),
            DrainTimeout = TimeSpan.Parse(rendered.Configuration.Data["Shutdown__DrainTimeout"], CultureInfo.InvariantCulture),
        };

        TimeSpan
            .FromSeconds(rendered.Deployment.Spec.Template.Spec.TerminationGracePeriodSeconds ?? 30)
            .ShouldBeGreaterThan(options.Delay + options.DrainTimeout + TimeSpan.FromSeconds(3) + new ShadowStoreOptions().Timeout);
    }

    [Theory]
    [MemberData(nameof(WholeOverlays))]
    public async Task Overlay_SelectorsAndReferences_FindThePods(string overlay)
    {
        var rendered = await RenderedOverlay.RenderAsync(overlay);
        var pod = rendered.Deployment.Spec.Template;
        var service = rendered.All<V1Service>().Single();

        foreach (
            var selector in new[]
            {
                rendered.Deployment.Spec.Selector.MatchLabels,
                service.Spec.Selector,
                rendered.All<V1PodDisruptionBudget>().Single().Spec.Selector.MatchLabels,
                rendered.All<V1NetworkPolicy>().Single().Spec.PodSelector.MatchLabels,
                pod.Spec.TopologySpreadConstraints[0].LabelSelector.MatchLabels,
            }
        )
        {
            selector.ShouldBeSubsetOf(pod.Metadata.Labels);
        }

        service
            .Spec.Ports.Select(port => (port.Name, port.Port, port.TargetPort.Value))
            .ShouldBe([("http", 8080, "http"), ("grpc", 8081, "grpc")]);
        var scaler = rendered.All<V2HorizontalPodAutoscaler>().Single().Spec;
        scaler.ScaleTargetRef.Name.ShouldBe(rendered.Deployment.Metadata.Name);
        scaler.Metrics.Select(metric => metric.Pods?.Metric.Name ?? metric.Resource.Name).ShouldBe(["transformer_queue_length", "cpu"]);
        pod.Spec.ServiceAccountName.ShouldBe(rendered.All<V1ServiceAccount>().Single().Metadata.Name);

        var monitor = (Dictionary<object, object>)rendered.Monitors.Single()["spec"];
        monitor.Keys.ShouldBe(["endpoints", "selector"], ignoreOrder: true);
        var endpoint = (Dictionary<object, object>)((List<object>)monitor["endpoints"]).Single();
        endpoint.Keys.ShouldBeSubsetOf(["port", "path", "interval"]);
        (endpoint["port"], endpoint["path"]).ShouldBe(("http", "/metrics"));
        var monitored = (Dictionary<object, object>)((Dictionary<object, object>)monitor["selector"])["matchLabels"];
        monitored.ShouldBeSubsetOf(service.Metadata.Labels.ToDictionary(label => (object)label.Key, label => (object)label.Value));
    }

    [Fact]
    public async Task Overlays_CanaryAndTeacher_AreFoundByTheRightServices()
    {
        var stable = await RenderedOverlay.RenderAsync("cpu");
        var calls = stable.All<V1Service>().Single().Spec.Selector;
        var canary = (await RenderedOverlay.RenderAsync("canary")).Deployment.Spec;
        var teacher = (await RenderedOverlay.RenderAsync("teacher")).Deployment.Spec.Template.Metadata.Labels;

        calls.ShouldBeSubsetOf(canary.Template.Metadata.Labels);
        canary.Selector.MatchLabels.ShouldBeSubsetOf(canary.Template.Metadata.Labels);
        canary.Selector.MatchLabels.Except(stable.Deployment.Spec.Template.Metadata.Labels).ShouldNotBeEmpty();
        calls.Except(teacher).ShouldNotBeEmpty("callers must not get the teacher");
    }

    [Fact]
    public async Task Overlay_Gpu_AsksForOneAndRefusesToStartWithout()
    {
        var gpu = await RenderedOverlay.RenderAsync("gpu");

        gpu.Server.Resources.Limits["nvidia.com/gpu"].ToInt32().ShouldBe(1);
        gpu.Configuration.Data["Inference__ExecutionProvider"].ShouldBe("Cuda");
        gpu.Server.Image.ShouldBe("transformer-service:gpu");
    }
}
