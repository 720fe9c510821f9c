namespace TransformerService.Api.Connections;

/// <summary>
/// Places for probes, when the callers' are used up. Whether a connection is a probe's shows only once it asks: each gets in, and for it the oldest
/// that asks nothing goes, of the address that has the most. So an address that takes what it can loses places to itself alone.
/// </summary>
internal sealed class ProbeReserve(int most)
{
    /// <summary>So much of it is for this machine's own probes.</summary>
    private const int ShareOfLoopback = 4;

    private readonly Lock _lock = new();
    private readonly LinkedList<ProbePlace> _places = []; // the oldest first
    private volatile int _count;

    /// <summary>The places that are taken.</summary>
    public int Count => _count;

    /// <summary>Takes a place, which is given back by disposing it; <see langword="null"/> if all others are being answered.</summary>
    public ProbePlace? Enter(string network, bool isLoopback)
    {
        var place = new ProbePlace(this, network, isLoopback);
        ProbePlace? last = null;
        lock (_lock)
        {
            if (_places.Count >= most)
            {
                if ((last = Replaceable(network, isLoopback)) is null)
                    return null;

                _places.Remove(last);
            }

            _places.AddLast(place);
            _count = _places.Count;
        }

        last?.Close();
        return place;
    }

    public void Leave(ProbePlace place)
    {
        lock (_lock)
        {
            _places.Remove(place);
            _count = _places.Count;
        }
    }

    private ProbePlace? Replaceable(string network, bool isLoopback)
    {
        var keepsLoopback = !isLoopback && _places.Count(static place => place.IsLoopback) <= most / ShareOfLoopback;
        var ofNetwork = _places.CountBy(static place => place.Network).ToDictionary();
        return _places
            .Where(place => place.IsIdle && !(keepsLoopback && place.IsLoopback))
            .MaxBy(place => ofNetwork[place.Network] + (place.Network == network ? 1 : 0)); // the first of several, which is the oldest
    }
}
