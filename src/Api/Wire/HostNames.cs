using System.Net;
using Microsoft.Extensions.Primitives;
using TransformerService.Api.Listening;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Wire;

/// <summary>
/// The host names that the server answers to. A web page can point its own host name at the server's address (DNS rebinding), and its
/// browser then lets it read the answers; but each request still carries that name.
/// </summary>
internal sealed class HostNames
{
    private const string Key = "AllowedHosts";

    private static readonly PathString[] Probes = [ProbePaths.Rest, ProbePaths.Grpc, ProbePaths.Inference, ProbePaths.Ping];
    private static readonly string[] All = ["*", "[::]", "0.0.0.0"]; // the same as in ASP.NET's own filter
    private static readonly string[] Localhost = ["localhost", "*.localhost", "localhost.", "*.localhost."]; // RFC 6761, section 6.3

    private readonly IList<StringSegment>? _names;

    /// <summary>The last name that was allowed: most requests have the same.</summary>
    private volatile string? _last;

    private HostNames(bool isLocal, IList<StringSegment>? names) => (IsLocal, _names) = (isLocal, names);

    /// <summary>Whether only this machine reaches the server.</summary>
    public bool IsLocal { get; }

    /// <summary>
    /// Reads the names of the key AllowedHosts, by ASP.NET's rules. If only this machine reaches the server, localhost is added, and
    /// without the key it is the only name. If other machines reach it, all names are allowed without the key.
    /// </summary>
    public static HostNames From(IConfiguration configuration)
    {
        var isLocal = !ListenAddresses.Public(configuration).Any();
        string[] allowed =
        [
            .. (configuration[Key] ?? "")
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(static name => new HostString(name).ToUriComponent()), // headers have names in Punycode
        ];
        var all = allowed.Intersect(All).Any() || (!isLocal && allowed.Length == 0);
        return new HostNames(
            isLocal,
            all ? null : [.. (isLocal ? Localhost : []).Concat(allowed).Select(static name => new StringSegment(name))]
        );
    }

    /// <summary>
    /// Whether a request's host is allowed. IP addresses are allowed: no web page can point one here. Probes are allowed on a server that
    /// others reach: they use names of their own, and learn little. Requests over a socket file or without a host are allowed: browsers
    /// send none.
    /// </summary>
    public bool Allow(HttpContext context)
    {
        if (_names is null || context.Connection.LocalIpAddress is null)
        {
            return true;
        }

        var host = context.Request.Headers.Host.ToString(); // :authority too
        if (host.Length == 0 || host == _last)
        {
            return true;
        }

        if (IPEndPoint.TryParse(host, out _) || HostString.MatchesAny(host, _names))
        {
            _last = host;
            return true;
        }

        return !IsLocal && Array.Exists(Probes, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal));
    }
}
