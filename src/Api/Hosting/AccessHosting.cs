using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TransformerService.Api.Hosting;

/// <summary>Registers what the server takes from its callers.</summary>
internal static class AccessHosting
{
    // Long enough that a model name of thousands of characters is answered as unknown rather than cut off by Kestrel without a body.
    private const int MaxRequestLineBytes = 64 * 1_024;

    // Access:MaxRequestBodyBytes is kept by the reader of bodies. Kestrel's own limit is above the largest that it can be, because it
    // cuts the connection: a client that is still sending would see a broken pipe instead of the answer.
    private const long KestrelMaxBodyBytes = AccessOptions.LargestMaxRequestBodyBytes + (64L * 1_024 * 1_024);

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AccessOptions, AccessOptionsValidator>().BindConfiguration(AccessOptions.Section);
        services.AddSingleton<AdminAccess>();
        return services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = KestrelMaxBodyBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        });
    }
}
