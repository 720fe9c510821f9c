using System.Net;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using IPNetwork = System.Net.IPNetwork;

namespace TransformerService.Api.Connections;

/// <summary>Decides at the accept, before TLS, which connections are accepted.</summary>
internal sealed class ConnectionPlaces
{
    /// <summary>Files that connections never take, so that a thread, a model or the store still gets one.</summary>
    private const int SpareFiles = 32;

    private readonly AddressPlaces _callers;
    private readonly AddressPlaces _admins;
    private readonly IPNetwork[] _proxies;
    private readonly ConnectionBounds _bounds;
    private readonly ConnectionMeters _meters;
    private readonly ILogger<ConnectionPlaces> _logger;
    private readonly Dictionary<ConnectionLimit, LogPace> _pace;

    public ConnectionPlaces(
        IOptions<AccessOptions> access,
        AdminPort adminPort,
        ConnectionMeters meters,
        TimeProvider timeProvider,
        ILogger<ConnectionPlaces> logger
    )
    {
        var (options, files) = (access.Value.Limits, OpenFiles.Limit);
        (_meters, _logger) = (meters, logger);
        _bounds = ConnectionBounds.Of(options, adminPort.IsConfigured, files);
        _callers = new AddressPlaces(_bounds.Callers, _bounds.CallersPerAddress);
        _admins = new AddressPlaces(_bounds.Admins, _bounds.AdminsPerAddress);
        _proxies = TrustedProxies.Of(access.Value);
        Probes = new ProbeReserve(_bounds.Probes);
        _pace = Enum.GetValues<ConnectionLimit>().ToDictionary(static limit => limit, _ => new LogPace(timeProvider));
        if (_bounds.Callers < options.MaxConnections)
        {
            Log.FewFiles(logger, options.MaxConnections, files, _bounds.Callers);
        }
    }

    /// <summary>The places reserved for probes.</summary>
    public ProbeReserve Probes { get; }

    /// <summary>Connections that have a place: callers', then admins'.</summary>
    public (int Callers, int Admins) Taken => (_callers.Taken, _admins.Taken);

    /// <summary>
    /// Returns a place, which is freed by disposing it. At a callers' port it comes from the reserve if no other is free.
    /// <see langword="null"/> if the connection must be closed.
    /// </summary>
    /// <param name="address">Where it comes from; <see langword="null"/> at a socket file.</param>
    /// <param name="isAdmin">Whether it came to an admin port.</param>
    /// <param name="file">The connection's file descriptor.</param>
    public IDisposable? Enter(IPAddress? address, bool isAdmin, long file)
    {
        if (OpenFiles.Limit is { } files && file + SpareFiles >= files) // the system gives the lowest number that is free
        {
            Refuse(ConnectionLimit.Files, address);
            return null;
        }

        var network = address is null ? "" : Callers.Network(address);
        var share = address is not null && IsProxy(address) ? "" : network; // a proxy's connections are many callers'
        if ((isAdmin ? _admins : _callers).Enter(share, out var ofAddress) is { } place)
        {
            return place;
        }

        Refuse(
            isAdmin ? ConnectionLimit.Admin
                : ofAddress >= _bounds.CallersPerAddress && share.Length > 0 ? ConnectionLimit.Address
                : ConnectionLimit.Total,
            address
        );
        return isAdmin
            ? null
            : Probes.Enter(
                network,
                address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            );
    }

    private bool IsProxy(IPAddress address)
    {
        if (_proxies.Length == 0)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_proxies, proxy => proxy.Contains(plain) || proxy.Contains(address));
    }

    private void Refuse(ConnectionLimit limit, IPAddress? address)
    {
        _meters.Refuse(limit);
        if (_pace[limit].Next() is not { } count)
        {
            return;
        }

        switch (limit)
        {
            case ConnectionLimit.Total:
                Log.TooMany(_logger, count, _bounds.Callers);
                break;
            case ConnectionLimit.Address:
                Log.TooManyOfAddress(_logger, count, address, _bounds.CallersPerAddress);
                break;
            case ConnectionLimit.Admin:
                Log.TooManyAdmins(_logger, count, _bounds.Admins, _bounds.AdminsPerAddress);
                break;
            default:
                Log.NoFiles(_logger, count);
                break;
        }
    }
}

/// <summary>The limit that a connection exceeds.</summary>
internal enum ConnectionLimit
{
    /// <summary>All callers' connections.</summary>
    Total,

    /// <summary>Those of its address.</summary>
    Address,

    /// <summary>Those of the admin ports, in all or of its address.</summary>
    Admin,

    /// <summary>The files that the process may have open.</summary>
    Files,
}
