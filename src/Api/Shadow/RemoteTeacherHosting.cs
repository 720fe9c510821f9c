using TransformerService.Shadow.Teachers;

namespace TransformerService.Api.Shadow;

/// <summary>Registers the client of teachers on other servers.</summary>
internal static class RemoteTeacherHosting
{
    public static IServiceCollection AddRemoteTeachers(this IServiceCollection services) =>
        services
            .AddSingleton<RemoteTeachers>()
            .AddSingleton<RemoteTeacherFactory>(static provider => provider.GetRequiredService<RemoteTeachers>().Connect);
}
