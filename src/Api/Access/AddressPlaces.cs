namespace TransformerService.Api.Access;

/// <summary>Counts what is open at once, in all and of each address.</summary>
/// <param name="most">In all.</param>
/// <param name="mostPerAddress">Of one address.</param>
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
                return _taken;
        }
    }

    /// <summary>Takes a place, which is given back by disposing it; <see langword="null"/> if there is none.</summary>
    /// <param name="network">The address, as <see cref="Callers.Network"/> has it; empty where there is none, which has no share of its own.</param>
    /// <param name="ofAddress">The places that the address had before.</param>
    public IDisposable? Enter(string network, out int ofAddress)
    {
        lock (_lock)
        {
            ofAddress = _ofAddress.GetValueOrDefault(network);
            if (_taken >= most || (network.Length > 0 && ofAddress >= mostPerAddress))
                return null;

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
                _ofAddress.Remove(network);
        }
    }

    private sealed class Place(AddressPlaces places, string network) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                places.Leave(network);
        }
    }
}
