using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TransformerService.Inference.Batching;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Api.Shadow;

/// <summary>
/// Makes the clients of teachers on other servers. Those at one address share a pipeline, one for each priority: a caller that waits for an
/// answer does not wait for comparisons.
/// </summary>
internal sealed class RemoteTeachers(IOptions<ShadowOptions> options, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<(string Host, int Port, RunPriority Priority), TeacherPipeline> _pipelines = [];

    public IVariantClient Connect(RemoteTeacherAddress address, RunPriority priority) =>
        new RemoteTeacher(
            address,
            _pipelines.GetOrAdd(
                (address.Host, address.Port, priority),
                at => new TeacherPipeline($"{at.Host}:{at.Port}", options.Value.Teacher, timeProvider)
            ),
            options.Value.Teacher.Key
        );
}

/// <summary>Registers the client of teachers on other servers.</summary>
internal static class RemoteTeacherHosting
{
    public static IServiceCollection AddRemoteTeachers(this IServiceCollection services) =>
        services
            .AddSingleton<RemoteTeachers>()
            .AddSingleton<RemoteTeacherFactory>(static provider => provider.GetRequiredService<RemoteTeachers>().Connect);
}
