using System.Net;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Grpc;

/// <summary>Counts the Health/Watch calls that are open: they need no key, and no other limit counts them.</summary>
internal sealed class HealthWatchers(IOptions<GrpcOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ofAddress = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>The calls that are open.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
                return _all;
        }
    }

    /// <summary>Takes a place, which is given back by disposing it.</summary>
    /// <exception cref="InferenceException">There are as many as there may be.</exception>
    public IDisposable Enter(IPAddress? address)
    {
        var network = Callers.Network(address);
        lock (_lock)
        {
            var here = _ofAddress.GetValueOrDefault(network);
            if (here >= options.Value.MaxHealthWatchesPerAddress)
                throw Full($"This address has {here} calls of Health/Watch open (Grpc:{nameof(GrpcOptions.MaxHealthWatchesPerAddress)}); end one, or ask Check.");

            if (_all >= options.Value.MaxHealthWatches)
                throw Full($"The server has {_all} calls of Health/Watch open (Grpc:{nameof(GrpcOptions.MaxHealthWatches)}); try again later, or ask Check.");

            _ofAddress[network] = here + 1;
            _all++;
        }

        return new Place(this, network);
    }

    private void Leave(string network)
    {
        lock (_lock)
        {
            _all--;
            if (--_ofAddress[network] == 0)
                _ofAddress.Remove(network);
        }
    }

    private static InferenceException Full(string detail) => new(InferenceError.Overloaded, detail);

    private sealed class Place(HealthWatchers watchers, string network) : IDisposable
    {
        public void Dispose() => watchers.Leave(network);
    }
}
