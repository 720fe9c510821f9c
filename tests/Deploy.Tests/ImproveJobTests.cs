using System.Globalization;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Shouldly;
using Xunit;

namespace TransformerService.Deploy.Tests;

/// <summary>The job that improves a student agrees with the trainer, with the service and with its volumes.</summary>
public sealed partial class ImproveJobTests
{
    [Fact]
    public void Job_Runs_OneAtATimeAndIsContinued()
    {
        var cron = Read<V1CronJob>("cronjob.yaml").Spec;
        var job = cron.JobTemplate.Spec;

        cron.ConcurrencyPolicy.ShouldBe("Forbid");
        job.PodReplacementPolicy.ShouldBe("Failed");
        job.Template.Spec.RestartPolicy.ShouldBe("Never", "a failure policy needs it");
        var rule = job.PodFailurePolicy.Rules.Single();
        (rule.Action, rule.OnPodConditions.Single().Type).ShouldBe(("Ignore", "DisruptionTarget"));
        job.BackoffLimit.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Job_Arguments_AreOptionsOfTheTrainer()
    {
        var trainer = Container;
        var command = File.ReadAllText(Repository.File("src", "Distillation", "Commands", "ImproveCommand.cs"));
        string[] known = [.. Quoted().Matches(command).Select(match => match.Groups[1].Value)];

        trainer.Args[0].ShouldBe("improve");
        known.ShouldContain("improve");
        trainer.Args.Skip(1).Select(argument => argument.Split('=')[0]).ShouldBeSubsetOf(known);
        File.ReadAllText(Repository.File("src", "Distillation", "Improvement", "ExportDownload.cs"))
            .ShouldContain($"\"{trainer.Env.Single().Name}\"");
        Dockerfile
            .Settings(trainer.Image.Split(':')[1], "ENTRYPOINT")
            .ShouldBe(["[\"dotnet\", \"/app/TransformerService.Distillation.dll\"]"]);
        File.Exists(Repository.File("recipes", Path.GetFileName(Value("--recipe")))).ShouldBeTrue();
    }

    [Fact]
    public void Job_Pod_IsConfinedAndHasItsVolumes()
    {
        var pod = Read<V1CronJob>("cronjob.yaml").Spec.JobTemplate.Spec.Template.Spec;
        var container = Container;

        (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.SeccompProfile.Type).ShouldBe((true, "RuntimeDefault"));
        pod.SecurityContext.RunAsUser.ShouldBe(long.Parse(Dockerfile.Settings("trainer", "USER").Single(), CultureInfo.InvariantCulture));
        (container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.AllowPrivilegeEscalation).ShouldBe((true, false));
        container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
        container.Resources.Limits.ShouldContainKey("memory");
        container.VolumeMounts.Select(mount => mount.Name).ShouldBe(pod.Volumes.Select(volume => volume.Name));
        string?[] claims = [.. pod.Volumes.Select(volume => volume.PersistentVolumeClaim?.ClaimName)];
        claims.ShouldContain(Read<V1PersistentVolumeClaim>("volume.yaml").Metadata.Name);
        claims.ShouldContain(
            Base<V1Deployment>("deployment.yaml")
                .Spec.Template.Spec.Volumes.Select(volume => volume.PersistentVolumeClaim?.ClaimName)
                .OfType<string>()
                .Single(),
            "the versions are those that the service serves"
        );
        foreach (var option in new[] { "--versions", "--data", "--work" })
        {
            container.VolumeMounts.ShouldContain(
                mount => Value(option).StartsWith(mount.MountPath + "/", StringComparison.Ordinal),
                option
            );
        }
    }

    [Fact]
    public void Job_Server_IsTheServiceOfTheDeployment()
    {
        var service = Base<V1Service>("service.yaml");
        var address = new Uri(Value("--server"));

        (address.Host, address.Port).ShouldBe((service.Metadata.Name, service.Spec.Ports.Single(port => port.AppProtocol == "http").Port));
    }

    private static V1Container Container => Read<V1CronJob>("cronjob.yaml").Spec.JobTemplate.Spec.Template.Spec.Containers.Single();

    private static T Read<T>(string file) => Read<T>(["deploy", "k8s", "improve", file]);

    private static T Base<T>(string file) => Read<T>(["deploy", "k8s", "base", file]);

    private static T Read<T>(string[] path) =>
        KubernetesYaml.LoadAllFromString(File.ReadAllText(Repository.File(path)), strict: true).OfType<T>().Single();

    private static string Value(string option) =>
        Container.Args.Single(argument => argument.StartsWith(option + "=", StringComparison.Ordinal))[(option.Length + 1)..];

    [GeneratedRegex("\"([A-Za-z_-]+)\"")]
    private static partial Regex Quoted();
}
