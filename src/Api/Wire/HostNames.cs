using System.Net;
using Microsoft.Extensions.Primitives;
using TransformerService.Api.Listening;

namespace TransformerService.Api.Wire;

/// <summary>
/// Which names of hosts are answered to. A web page can give its own name the server's address (DNS rebinding), and its browser then lets it read the
/// answers; but each request still has that name.
/// </summary>
internal sealed class HostNames
{
    private const string Key = "AllowedHosts";

    private static readonly PathString[] Probes = ["/health", "/grpc.health.v1.Health"];
    private static readonly string[] All = ["*", "[::]", "0.0.0.0"]; // as ASP.NET's own filter has it
    private static readonly string[] Localhost = ["localhost", "*.localhost", "localhost.", "*.localhost."]; // RFC 6761, section 6.3

    private readonly IList<StringSegment>? _names;

    /// <summary>The last name that was allowed: most requests have the same.</summary>
    private volatile string? _last;

    private HostNames(bool isLocal, IList<StringSegment>? names) => (IsLocal, _names) = (isLocal, names);

    /// <summary>Whether only this machine reaches the server.</summary>
    public bool IsLocal { get; }

    /// <summary>
    /// The names of the key AllowedHosts, by ASP.NET's rules. Where only this machine reaches the server, localhost comes to them, and without the key it is
    /// the only one; where others reach it, all names are answered to without the key.
    /// </summary>
    public static HostNames From(IConfiguration configuration)
    {
        var isLocal = !ListenAddresses.Public(configuration).Any();
        string[] allowed =
        [
            .. (configuration[Key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(static name => new HostString(name).ToUriComponent()), // headers have names in Punycode
        ];
        var all = allowed.Intersect(All).Any() || (!isLocal && allowed.Length == 0);
        return new HostNames(isLocal, all ? null : [.. (isLocal ? Localhost : []).Concat(allowed).Select(static name => new StringSegment(name))]);
    }

    /// <summary>
    /// Whether a request is answered. An IP address is no name, so nobody else can have it lead here; probes of a server that others reach ask by names of
    /// their own, and learn little; and no browser comes by a socket file, or without a host.
    /// </summary>
    public bool Allow(HttpContext context)
    {
        if (_names is null || context.Connection.LocalIpAddress is null)
            return true;

        var host = context.Request.Headers.Host.ToString(); // :authority too
        if (host.Length == 0 || host == _last)
            return true;

        if (IPEndPoint.TryParse(host, out _) || HostString.MatchesAny(host, _names))
        {
            _last = host;
            return true;
        }

        return !IsLocal && Array.Exists(Probes, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal));
    }
}
