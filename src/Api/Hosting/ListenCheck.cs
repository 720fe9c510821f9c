using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using TransformerService.Api.Listening;

namespace TransformerService.Api.Hosting;

/// <summary>
/// Checks before the start that the server can listen at its addresses. Kestrel would fail too, but only for the first address and after
/// everything else has started, and the host would log the exception with its stack trace.
/// </summary>
internal static class ListenCheck
{
    /// <summary>Reads the endpoints with their certificates, and tries their addresses.</summary>
    /// <exception cref="ConfigurationException">An address is not available. The exception lists all faults of all endpoints.</exception>
    public static void ValidateListening(this WebApplication app)
    {
        app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.ConfigurationLoader?.Load();

        List<string> faults = [];
        List<(string Path, IPEndPoint[] EndPoints)> before = [];
        foreach (var endpoint in ListenAddresses.Endpoints(app.Configuration))
        {
            if (ListenAddresses.TryParse(endpoint["Url"] ?? "") is not { IsNamedPipe: false } address)
            {
                continue;
            }

            if (address.IsUnixPipe)
            {
                if (DescribeFile(address.UnixPipePath) is { } reason)
                {
                    faults.Add($"{endpoint.Path}:Url {reason}");
                }

                continue;
            }

            var endPoints = EndPoints(address);
            if (before.FirstOrDefault(other => other.EndPoints.Any(one => endPoints.Any(two => Overlap(one, two)))) is { Path: { } path })
            {
                faults.Add($"{endpoint.Path}:Url is the address of {path} too: {address}; give each its own port.");
            }
            else if (Try(endPoints) is { } error)
            {
                faults.Add($"{endpoint.Path}:Url {Describe(error, address)}");
            }

            before.Add((endpoint.Path, endPoints));
        }

        if (faults.Count > 0)
        {
            throw new ConfigurationException(faults);
        }
    }

    /// <summary>What to change about an address that is not available.</summary>
    internal static string Describe(SocketError error, BindingAddress address) =>
        error switch
        {
            SocketError.AddressAlreadyInUse => $"is in use by another program: {address}; stop that program, or choose another port.",
            SocketError.AddressNotAvailable => $"is not an address of this machine: {address}; use localhost, or one that the machine has.",
            SocketError.AccessDenied => string.Create(
                CultureInfo.InvariantCulture,
                $"is not allowed to this user: {address}; choose a port above 1023, or give the program the right to listen at port {address.Port}."
            ),
            SocketError.AddressFamilyNotSupported =>
                $"is of a kind that this machine does not have: {address}; use an address of the other kind (IPv4 or IPv6).",
            _ => $"is not available: {address}: {new SocketException((int)error).Message}.",
        };

    // Not tried: the socket file would stay, and then Kestrel could not listen.
    private static string? DescribeFile(string path) =>
        !Directory.Exists(Path.GetDirectoryName(path)) ? $"is in a folder that does not exist: {path}; make the folder."
        : File.Exists(path) ? $"is in use, or was left over: {path}; stop the program that listens there, or delete the file if none does."
        : null;

    /// <summary>
    /// The addresses that Kestrel listens at: localhost is both loopback addresses, and any other name means all addresses.
    /// </summary>
    private static IPEndPoint[] EndPoints(BindingAddress address) =>
        IPAddress.TryParse(address.Host, out var ip) ? [new(ip, address.Port)]
        : ListenAddresses.IsLocalhost(address) ? [new(IPAddress.Loopback, address.Port), new(IPAddress.IPv6Loopback, address.Port)]
        : [new(IPAddress.IPv6Any, address.Port), new(IPAddress.Any, address.Port)];

    private static bool Overlap(IPEndPoint one, IPEndPoint two) =>
        one.Port == two.Port
        && one.Port != 0
        && (one.Address.Equals(two.Address) || Covers(one.Address, two.Address) || Covers(two.Address, one.Address));

    // A socket for all IPv6 addresses accepts IPv4 too.
    private static bool Covers(IPAddress all, IPAddress one) =>
        all.Equals(IPAddress.IPv6Any) || (all.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork);

    /// <summary>Of localhost's two addresses one is enough, unless the other is in use.</summary>
    private static SocketError? Try(IPEndPoint[] endPoints)
    {
        SocketError?[] errors = [.. endPoints.Select(Try)];
        return errors.Contains(SocketError.AddressAlreadyInUse) ? SocketError.AddressAlreadyInUse
            : Array.TrueForAll(errors, static error => error is not null) ? errors[0]
            : null;
    }

    private static SocketError? Try(IPEndPoint endpoint)
    {
        try
        {
            using var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }
}
