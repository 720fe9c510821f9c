using Shouldly;
using Xunit;
using YamlDotNet.Serialization;

namespace TransformerService.Deploy.Tests;

/// <summary>Dockerfile, docker-compose.yml and KServe's manifests agree with the program and with the files that they name.</summary>
public sealed class ContainerTests
{
    private static readonly string[] Targets = ["cpu", "gpu"];

    [Fact]
    public void Dockerfile_BothTargets_RunTheProgramUnprivilegedWithOptionsThatThereAre()
    {
        var program = $"\"{typeof(Program).Assembly.GetName().Name}.dll\"";
        foreach (var target in Targets)
        {
            Dockerfile.Settings(target, "ENTRYPOINT").ShouldBe([$"[\"dotnet\", {program}]"]);
            Dockerfile.Settings(target, "HEALTHCHECK").Single().ShouldEndWith($"[\"dotnet\", {program}, \"--health\"]");
            Dockerfile.Settings(target, "EXPOSE").ShouldBe(["8080 8081"]);
            Dockerfile.Settings(target, "USER").ShouldBe(["1654"]);
            foreach (var setting in Dockerfile.Settings(target, "ENV").Single().Split(' '))
            {
                ConfigurationKeys.IsKnown(setting.Split('=')[0]).ShouldBeTrue(setting);
            }
        }
    }

    [Fact]
    public void Compose_EveryService_HasAHealthCheckALimitAndFilesThatAreThere()
    {
        var services = Compose();

        services.Keys.ShouldBe(["student", "teacher", "postgres", "prometheus", "grafana"], ignoreOrder: true);
        foreach (var (name, settings) in services)
        {
            var service = (Dictionary<object, object>)settings;
            service.ShouldContainKey("healthcheck", $"{name}");
            At(service, "deploy", "resources", "limits", "memory").ShouldNotBeNull();
            foreach (
                var mount in List(service, "volumes")
                    .Where(mount => mount.StartsWith("./", StringComparison.Ordinal))
                    .Select(mount => mount.Split(':')[0])
            )
            {
                Assert.SkipUnless(Directory.Exists(Repository.File("deploy", "observability")), "deploy/observability is not here.");
                Path.Exists(Repository.File(mount)).ShouldBeTrue(mount);
            }

            foreach (var port in List(service, "ports"))
            {
                port.ShouldStartWith("127.0.0.1:");
            }
        }
    }

    [Fact]
    public void Compose_Servers_AreSetByOptionsThatThereAre()
    {
        foreach (var name in new[] { "student", "teacher" })
        {
            var service = (Dictionary<object, object>)Compose()[name];
            foreach (var variable in ((Dictionary<object, object>)service["environment"]).Keys.Cast<string>())
            {
                ConfigurationKeys.IsKnown(variable).ShouldBeTrue(variable);
            }

            service["read_only"].ShouldBe("true");
        }

        File.ReadAllText(Repository.File("deploy", "compose", "en-fr.model.json")).ShouldContain("grpc://teacher:8081/en-fr");
    }

    [Fact]
    public void KServe_Runtime_IsAContainerThatTheInferenceServiceNames()
    {
        var runtime = Read("deploy", "kserve", "servingruntime.yaml");
        var service = Read("deploy", "kserve", "inferenceservice.yaml");
        var container = ((List<object>)At(runtime, "spec", "containers")!).Single();
        var yaml = new SerializerBuilder().Build().Serialize(container);

        var server = k8s.KubernetesYaml.Deserialize<k8s.Models.V1Container>(yaml, strict: true);

        server.Name.ShouldBe("kserve-container", "KServe looks for this name");
        server.Ports.Single().ContainerPort.ShouldBe(8080);
        (server.ReadinessProbe.HttpGet.Path, server.LivenessProbe.HttpGet.Path).ShouldBe(("/health/ready", "/health/live"));
        server.Env.ShouldAllBe(variable => ConfigurationKeys.IsKnown(variable.Name));
        At(service, "spec", "predictor", "model", "runtime").ShouldBe(At(runtime, "metadata", "name"));
        At(service, "spec", "predictor", "model", "modelFormat", "name")
            .ShouldBe(At((Dictionary<object, object>)((List<object>)At(runtime, "spec", "supportedModelFormats")!).Single(), "name"));
        ((Dictionary<object, object>)At(runtime, "spec")!).Keys.ShouldBeSubsetOf([
            "supportedModelFormats",
            "multiModel",
            "containers",
            "volumes",
        ]);
    }

    private static Dictionary<object, object> Compose() => (Dictionary<object, object>)Read("docker-compose.yml")["services"];

    private static Dictionary<object, object> Read(params string[] path)
    {
        using var reader = File.OpenText(Repository.File(path));
        return new DeserializerBuilder()
            .Build()
            .Deserialize<Dictionary<object, object>>(new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(reader)));
    }

    private static object? At(Dictionary<object, object> node, params string[] path)
    {
        object? at = node;
        foreach (var step in path)
        {
            at = (at as Dictionary<object, object>)?.GetValueOrDefault(step);
        }

        return at;
    }

    private static IEnumerable<string> List(Dictionary<object, object> node, string name) =>
        (At(node, name) as List<object> ?? []).Cast<string>();
}
