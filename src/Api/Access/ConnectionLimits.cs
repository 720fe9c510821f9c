using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>Sets Kestrel's limits, and which client certificates it accepts.</summary>
internal static class ConnectionLimits
{
    // Long enough that a model name of thousands of characters is answered as unknown rather than cut off by Kestrel without a body.
    private const int MaxRequestLineBytes = 64 * 1_024;

    // The reader of bodies enforces Access:MaxRequestBodyBytes. Kestrel's own limit is above its largest value, because Kestrel cuts the
    // connection: a client that is still sending would see a broken pipe instead of the answer.
    private const long KestrelMaxBodyBytes = AccessOptions.LargestMaxRequestBodyBytes + (64L * 1_024 * 1_024);

    // Not called when the options are created: that happens with the application, before the configuration is checked.
    public static void Apply(KestrelServerOptions kestrel, AccessOptions access)
    {
        kestrel.AddServerHeader = false;
        var (limits, options) = (kestrel.Limits, access.Limits);
        limits.MaxRequestBodySize = KestrelMaxBodyBytes;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxConcurrentConnections = null; // ConnectionPlaces has bounds of its own
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.MaxRequestHeaderCount = options.MaxHeaders;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.KeepAliveTimeout = options.IdleTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(options.MinBytesPerSecond, options.SlowGracePeriod);
        limits.MinResponseDataRate = new MinDataRate(options.MinBytesPerSecond, options.SlowGracePeriod);

        if (access.ClientAuthority is not { } file)
        {
            return;
        }

        var authority = new ClientAuthority(file);
        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = authority.Signed;
        });
    }
}
