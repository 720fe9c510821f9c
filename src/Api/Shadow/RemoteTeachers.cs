using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Teachers;

namespace TransformerService.Api.Shadow;

/// <summary>Makes the clients of teachers on other servers; those at one address share its pipeline.</summary>
internal sealed class RemoteTeachers(IOptions<ShadowOptions> options, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<(string Host, int Port), TeacherPipeline> _pipelines = [];

    public IVariantClient Connect(RemoteTeacherAddress address) =>
        new RemoteTeacher(
            address,
            _pipelines.GetOrAdd(
                (address.Host, address.Port),
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
