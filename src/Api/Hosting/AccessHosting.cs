using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Hosting;

/// <summary>Registers what the server takes from its callers.</summary>
internal static class AccessHosting
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AccessOptions, AccessOptionsValidator>().BindConfiguration(AccessOptions.Section);
        return services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
    }
}
