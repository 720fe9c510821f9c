using System.Net;

namespace TransformerService.Api.Connections;

/// <summary>Log messages about connections. What callers can cause is logged at most once a minute.</summary>
internal static partial class Log
{
    private const string Probes = "; probes are answered from the reserve. Lines like this come once a minute.";

    [LoggerMessage(
        1601,
        LogLevel.Warning,
        "Access:Limits:MaxConnections is {MaxConnections}, but the process may have {Files} files open, and needs some itself: {Connections} connections are taken at once. "
            + "Raise the limit of open files (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile of a container), or lower MaxConnections."
    )]
    public static partial void FewFiles(ILogger logger, int maxConnections, long? files, int connections);

    [LoggerMessage(1602, LogLevel.Warning, "{Count} connections came when {Most} were open (Access:Limits:MaxConnections)" + Probes)]
    public static partial void TooMany(ILogger logger, long count, int most);

    [LoggerMessage(
        1603,
        LogLevel.Warning,
        "{Count} connections came from addresses that had {Most} open (Access:Limits:MaxConnectionsPerAddress), the last from {Address}"
            + Probes
    )]
    public static partial void TooManyOfAddress(ILogger logger, long count, IPAddress? address, int most);

    [LoggerMessage(
        1604,
        LogLevel.Warning,
        "{Count} connections to the admin ports were closed: {Most} may be open, {MostPerAddress} of one address (Access:Limits:MaxAdminConnections). Lines like this come once a minute."
    )]
    public static partial void TooManyAdmins(ILogger logger, long count, int most, int mostPerAddress);

    [LoggerMessage(
        1605,
        LogLevel.Error,
        "{Count} connections were closed: the process has almost no files left to open. Raise the limit of open files (ulimit -n), or lower Access:Limits:MaxConnections. "
            + "Lines like this come once a minute."
    )]
    public static partial void NoFiles(ILogger logger, long count);

    [LoggerMessage(
        1606,
        LogLevel.Error,
        "Connections cannot be accepted ({Error}, {Count} times since the last line): the process or the machine is out of files or memory. The server goes on trying; "
            + "connections that are open are served. Lines like this come once a minute."
    )]
    public static partial void CannotAccept(ILogger logger, string error, long count);
}
