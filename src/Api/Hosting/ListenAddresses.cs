using System.Net;

namespace TransformerService.Api.Hosting;

/// <summary>Where the configuration tells Kestrel to listen.</summary>
internal static class ListenAddresses
{
    private const string Section = "Kestrel:Endpoints";

    /// <summary>Kestrel's endpoints.</summary>
    public static IEnumerable<IConfigurationSection> Endpoints(IConfiguration configuration) => configuration.GetSection(Section).GetChildren();

    /// <summary>Addresses that other machines can reach, with the endpoint that has them.</summary>
    public static IEnumerable<(string Endpoint, BindingAddress Address)> Public(IConfiguration configuration)
    {
        foreach (var endpoint in Endpoints(configuration))
        {
            // One that cannot be read is Kestrel's to complain of.
            if (endpoint["Url"] is { } url && TryParse(url) is { } address && !IsOfThisMachine(address))
                yield return (endpoint.Path, address);
        }
    }

    private static BindingAddress? TryParse(string url)
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

    // Any other name, and * and +, mean all addresses to Kestrel.
    private static bool IsOfThisMachine(BindingAddress address) =>
        address.IsUnixPipe || address.IsNamedPipe || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
