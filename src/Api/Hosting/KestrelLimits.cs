using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Hosting;

/// <summary>Hands the access options to Kestrel.</summary>
internal sealed class KestrelLimits(IOptions<AccessOptions> access) : IConfigureOptions<KestrelServerOptions>
{
    // Long enough that a model name of thousands of characters is answered as unknown rather than cut off by Kestrel without a body.
    private const int MaxRequestLineBytes = 64 * 1_024;

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = access.Value.MaxRequestBodyBytes;
        options.Limits.MaxRequestLineSize = MaxRequestLineBytes;
    }
}
