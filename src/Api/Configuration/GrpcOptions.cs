using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Grpc</c>: limits of gRPC calls. The address is <c>Kestrel:Endpoints:Grpc:Url</c>.</summary>
public sealed class GrpcOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Grpc";

    /// <summary>
    /// Texts of one TranslateStream call in work or waiting to be read by the client, 1 to 10,000. Default 64. The server reads no
    /// further until there are fewer.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxStreamInFlight { get; set; } = 64;

    /// <summary>
    /// Health/Watch calls at once, which need no key, 1 to 1,000,000. Default 1,000. More are refused with RESOURCE_EXHAUSTED.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxHealthWatches { get; set; } = 1_000;

    /// <summary>
    /// Health/Watch calls at once of one IPv4 address or one /64 network of IPv6, 1 to 1,000,000. Default 100. More are refused with
    /// RESOURCE_EXHAUSTED.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxHealthWatchesPerAddress { get; set; } = 100;

    /// <summary>
    /// Streams of reflection, and TranslateStream calls without a key, at once, 1 to 1,000,000. Default 1,000. More are refused with
    /// RESOURCE_EXHAUSTED.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxAnonymousStreams { get; set; } = 1_000;

    /// <summary>
    /// Such streams of one IPv4 address or one /64 network of IPv6, 1 to 1,000,000. Default 100. More are refused with RESOURCE_EXHAUSTED.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxAnonymousStreamsPerAddress { get; set; } = 100;

    /// <summary>
    /// How long such a stream may send nothing while the server waits for its next message, 1 s to 1 day. Default 5 min. After that it
    /// ends with DEADLINE_EXCEEDED.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AnonymousStreamIdleTime { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Checks <see cref="GrpcOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class GrpcOptionsValidator : IValidateOptions<GrpcOptions>;
