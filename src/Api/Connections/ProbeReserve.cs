namespace TransformerService.Api.Connections;

/// <summary>
/// Places for probes when the callers' places are used up. Whether a connection is a probe's shows only once it sends a call. So each
/// connection gets in, and the oldest idle one of the address with the most places is closed for it. An address that takes many places
/// thus loses only its own.
/// </summary>
internal sealed class ProbeReserve(int most)
{
    /// <summary>A quarter of the reserve is for this machine's own probes.</summary>
    private const int ShareOfLoopback = 4;

    private readonly Lock _lock = new();
    private readonly LinkedList<ProbePlace> _places = []; // the oldest first
    private volatile int _count;

    /// <summary>The places that are taken.</summary>
    public int Count => _count;

    /// <summary>Returns a place, which is freed by disposing it; <see langword="null"/> if all others are being answered.</summary>
    public ProbePlace? Enter(string network, bool isLoopback)
    {
        var place = new ProbePlace(this, network, isLoopback);
        ProbePlace? last = null;
        lock (_lock)
        {
            if (_places.Count >= most)
            {
                if ((last = Replaceable(network, isLoopback)) is null)
                {
                    return null;
                }

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
            .MaxBy(place => ofNetwork[place.Network] + (place.Network == network ? 1 : 0)); // on ties the first, which is the oldest
    }
}
