using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TransformerService.Api.Listening;

/// <summary>Where the configuration tells Kestrel to listen.</summary>
internal static class ListenAddresses
{
    private const string Section = "Kestrel:Endpoints";
    private const string Example = "such as http://localhost:8080";

    private static readonly string[] Keys = ["Url", "Protocols", "Certificate", "SslProtocols", "ClientCertificateMode", "Sni"];

    /// <summary>Kestrel's endpoints.</summary>
    public static IEnumerable<IConfigurationSection> Endpoints(IConfiguration configuration) =>
        configuration.GetSection(Section).GetChildren();

    /// <summary>Addresses that other machines can reach, with their endpoints.</summary>
    public static IEnumerable<(string Endpoint, BindingAddress Address)> Public(IConfiguration configuration)
    {
        foreach (var endpoint in Endpoints(configuration))
        {
            if (endpoint["Url"] is { } url && Fault(url) is null && TryParse(url) is { } address && !IsOfThisMachine(address))
            {
                yield return (endpoint.Path, address);
            }
        }
    }

    /// <summary>
    /// What is wrong with how the endpoints are written. Kestrel ignores an unknown key. It reads an invalid port as part of the host
    /// name, and then listens at another port.
    /// </summary>
    public static IEnumerable<string> Faults(IConfiguration configuration)
    {
        foreach (var endpoint in Endpoints(configuration))
        {
            var url = endpoint["Url"];
            if ((string.IsNullOrWhiteSpace(url) ? $"is missing; give it an address {Example}." : Fault(url)) is { } fault)
            {
                yield return $"{endpoint.Path}:Url {fault}";
            }

            if (endpoint["Protocols"] is { Length: > 0 } protocols && !Enum.TryParse<HttpProtocols>(protocols, ignoreCase: true, out _))
            {
                yield return $"{endpoint.Path}:Protocols must be one of {string.Join(", ", Enum.GetNames<HttpProtocols>())}: '{protocols}'.";
            }

            foreach (
                var unknown in endpoint.GetChildren().Where(static value => !Keys.Contains(value.Key, StringComparer.OrdinalIgnoreCase))
            )
            {
                yield return $"{unknown.Path} is not an option of an endpoint; its options are {string.Join(", ", Keys)}.";
            }
        }
    }

    /// <summary>An address, or <see langword="null"/> if it is written wrongly.</summary>
    public static BindingAddress? TryParse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Fault(string url) =>
        TryParse(url) switch
        {
            null => $"is not an address: '{url}'; write one {Example}.",
            { IsUnixPipe: true } or { IsNamedPipe: true } => null,
            { Scheme: not ("http" or "https") } => $"must begin with http:// or https://: '{url}'.",
            { Port: < 0 or > IPEndPoint.MaxPort } address => string.Create(
                CultureInfo.InvariantCulture,
                $"has the port {address.Port}; ports go from 0 to {IPEndPoint.MaxPort}."
            ),
            { Host: var host } when host.Contains(':', StringComparison.Ordinal) && !IPAddress.TryParse(host, out _) =>
                $"has a port that is not a number: '{url}'; write one {Example}.",
            { PathBase.Length: > 0 } => $"must end after the port: '{url}'.",
            { Port: 0 } address when IsLocalhost(address) =>
                $"cannot be any free port of localhost: '{url}'; write 127.0.0.1 in its place.",
            _ => null,
        };

    /// <summary>Whether an address is that of both loopback addresses.</summary>
    public static bool IsLocalhost(BindingAddress address) => address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    // Any other name, and * and +, mean all addresses to Kestrel.
    private static bool IsOfThisMachine(BindingAddress address) =>
        address.IsUnixPipe
        || address.IsNamedPipe
        || IsLocalhost(address)
        || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
