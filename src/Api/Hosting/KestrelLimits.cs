using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Hosting;

/// <summary>Hands the access options to Kestrel.</summary>
internal sealed class KestrelLimits(IOptions<AccessOptions> access) : IConfigureOptions<KestrelServerOptions>
{
    // Long enough that a model name of thousands of characters is answered as unknown rather than cut off by Kestrel without a body.
    private const int MaxRequestLineBytes = 64 * 1_024;

    // The reader refuses what is over the limit. Kestrel's own limit is above it, because it cuts the connection: a client that is
    // still sending would see a broken pipe instead of the answer.
    private const long ReadAndDroppedBytes = 64L * 1_024 * 1_024;

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = access.Value.MaxRequestBodyBytes + ReadAndDroppedBytes;
        options.Limits.MaxRequestLineSize = MaxRequestLineBytes;
    }
}
