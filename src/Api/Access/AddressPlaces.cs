namespace TransformerService.Api.Access;

/// <summary>Counts what is open at once, in total and for each address.</summary>
/// <param name="most">The limit in total.</param>
/// <param name="mostPerAddress">The limit for one address.</param>
internal sealed class AddressPlaces(int most, int mostPerAddress)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ofAddress = new(StringComparer.Ordinal);
    private int _taken;

    /// <summary>The places that are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
            {
                return _taken;
            }
        }
    }

    /// <summary>Returns a place, which is freed by disposing it; <see langword="null"/> if none is free.</summary>
    /// <param name="network">The address, as <see cref="Callers.Network"/> returns it. If empty, only the total limit applies.</param>
    /// <param name="ofAddress">The places that the address already had.</param>
    public IDisposable? Enter(string network, out int ofAddress)
    {
        lock (_lock)
        {
            ofAddress = _ofAddress.GetValueOrDefault(network);
            if (_taken >= most || (network.Length > 0 && ofAddress >= mostPerAddress))
            {
                return null;
            }

            _ofAddress[network] = ofAddress + 1;
            _taken++;
        }

        return new Place(this, network);
    }

    private void Leave(string network)
    {
        lock (_lock)
        {
            _taken--;
            if (--_ofAddress[network] == 0)
            {
                _ofAddress.Remove(network);
            }
        }
    }

    private sealed class Place(AddressPlaces places, string network) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                places.Leave(network);
            }
        }
    }
}
