using System.Net;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Grpc;

/// <summary>Counts the Health/Watch calls that are open: they need no key, and no other limit counts them.</summary>
internal sealed class HealthWatchers(IOptions<GrpcOptions> options)
{
    private readonly AddressPlaces _places = new(options.Value.MaxHealthWatches, options.Value.MaxHealthWatchesPerAddress);

    /// <summary>The calls that are open.</summary>
    public int Open => _places.Taken;

    /// <summary>Returns a place, which is freed by disposing it.</summary>
    /// <exception cref="InferenceException">The limit is reached.</exception>
    public IDisposable Enter(IPAddress? address) =>
        _places.Enter(Callers.Network(address), out var here) is { } place
            ? place
            : throw new InferenceException(
                InferenceError.Overloaded,
                here >= options.Value.MaxHealthWatchesPerAddress
                    ? $"This address has {here} calls of Health/Watch open (Grpc:{nameof(GrpcOptions.MaxHealthWatchesPerAddress)}); end one, or ask Check."
                    : $"The server has {options.Value.MaxHealthWatches} calls of Health/Watch open (Grpc:{nameof(GrpcOptions.MaxHealthWatches)}); try again later, or ask Check."
            );
}
