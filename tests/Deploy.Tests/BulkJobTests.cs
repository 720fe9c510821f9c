using System.Globalization;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Shouldly;
using Xunit;

namespace TransformerService.Deploy.Tests;

/// <summary>The job over a large file agrees with itself, with the service and with the tool.</summary>
public sealed partial class BulkJobTests
{
    [Fact]
    public void Job_Shards_AreAsManyAsItsIndexesAndOutputs()
    {
        var job = Read<V1Job>("job.yaml").Spec;
        var count = job.Completions ?? 0;

        (job.CompletionMode, job.Parallelism, job.MaxFailedIndexes).ShouldBe(("Indexed", count, count));
        var worker = job.Template.Spec.Containers.Single();
        worker.Args.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"--shard=$(JOB_COMPLETION_INDEX)/{count}"));
        var output = Value(worker, "--output");
        output.ShouldContain("$(JOB_COMPLETION_INDEX)");
        Read<V1Job>("merge.yaml")
            .Spec.Template.Spec.Containers.Single()
            .Args.Where(argument => argument.StartsWith('/'))
            .ShouldBe(
                Enumerable.Range(0, count).Select(index => output.Replace("$(JOB_COMPLETION_INDEX)", $"{index}", StringComparison.Ordinal))
            );
    }

    [Fact]
    public void Job_LostPods_AreReplacedOneByOneAndDrainsDoNotCount()
    {
        var job = Read<V1Job>("job.yaml").Spec;

        job.BackoffLimitPerIndex.ShouldNotBeNull();
        job.PodReplacementPolicy.ShouldBe("Failed");
        job.Template.Spec.RestartPolicy.ShouldBe("Never", "a failure policy needs it");
        var rules = job.PodFailurePolicy.Rules;
        rules.Select(rule => rule.Action).ShouldBe(["Ignore", "FailIndex"]);
        rules[0].OnPodConditions.Single().Type.ShouldBe("DisruptionTarget");
        rules[1].OnExitCodes.ContainerName.ShouldBe(job.Template.Spec.Containers.Single().Name);
        rules[1].OnExitCodes.Values.ShouldBe([2]);
    }

    [Theory]
    [InlineData("job.yaml")]
    [InlineData("merge.yaml")]
    public void Job_Arguments_AreOptionsOfTheTool(string file)
    {
        var worker = Read<V1Job>(file).Spec.Template.Spec.Containers.Single();
        var tool = string.Concat(
            Directory.EnumerateFiles(Repository.File("src", "Cli", "Commands"), "*.cs").Select(path => File.ReadAllText(path))
        );
        string[] known = [.. Quoted().Matches(tool).Select(match => match.Groups[1].Value)];

        known.ShouldContain(worker.Args[0]);
        worker
            .Args.Where(argument => argument.StartsWith("--", StringComparison.Ordinal))
            .Select(argument => argument.Split('=')[0])
            .ShouldBeSubsetOf(known);
        foreach (var variable in worker.Env?.Select(variable => variable.Name).Except(["JOB_COMPLETION_INDEX"]) ?? [])
        {
            known.ShouldContain(variable);
        }

        Dockerfile.Settings(worker.Image.Split(':')[1], "ENTRYPOINT").ShouldBe(["[\"dotnet\", \"/app/TransformerService.Cli.dll\"]"]);
    }

    [Theory]
    [InlineData("job.yaml")]
    [InlineData("merge.yaml")]
    public void Job_Pod_IsConfinedAndHasItsVolume(string file)
    {
        var pod = Read<V1Job>(file).Spec.Template.Spec;
        var container = pod.Containers.Single();

        (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.SeccompProfile.Type).ShouldBe((true, "RuntimeDefault"));
        pod.SecurityContext.RunAsUser.ShouldBe(long.Parse(Dockerfile.Settings("cli", "USER").Single(), CultureInfo.InvariantCulture));
        (container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.AllowPrivilegeEscalation).ShouldBe((true, false));
        container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
        container.Resources.Limits.ShouldContainKey("memory");
        container.VolumeMounts.Select(mount => mount.Name).ShouldBe(pod.Volumes.Select(volume => volume.Name));
        pod.Volumes.Select(volume => volume.PersistentVolumeClaim?.ClaimName)
            .ShouldContain(Read<V1PersistentVolumeClaim>("volume.yaml").Metadata.Name);
    }

    [Fact]
    public void Job_Server_IsTheServiceOfTheDeployment()
    {
        var service = KubernetesYaml
            .LoadAllFromString(File.ReadAllText(Repository.File("deploy", "k8s", "base", "service.yaml")), strict: true)
            .OfType<V1Service>()
            .Single();
        var address = new Uri(Value(Read<V1Job>("job.yaml").Spec.Template.Spec.Containers.Single(), "--server"));

        (address.Host, address.Port).ShouldBe((service.Metadata.Name, service.Spec.Ports.Single(port => port.AppProtocol == "http").Port));
    }

    private static T Read<T>(string file) =>
        KubernetesYaml
            .LoadAllFromString(File.ReadAllText(Repository.File("deploy", "k8s", "bulk", file)), strict: true)
            .OfType<T>()
            .Single();

    private static string Value(V1Container container, string option) =>
        container.Args.Single(argument => argument.StartsWith(option + "=", StringComparison.Ordinal))[(option.Length + 1)..];

    [GeneratedRegex("\"([A-Za-z_-]+)\"")]
    private static partial Regex Quoted();
}
