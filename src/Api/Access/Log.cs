using System.Net;

namespace TransformerService.Api.Access;

/// <summary>What the access control logs. Never a key, right or wrong.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "A wrong key came from {RemoteAddress}.")]
    public static partial void WrongKeySent(ILogger logger, IPAddress? remoteAddress);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "Admin call {Call} with the key of {Name}.")]
    public static partial void AdminCall(ILogger logger, string? call, string? name);

    [LoggerMessage(
        EventId = 1103,
        Level = LogLevel.Warning,
        Message = "Keys and texts travel unencrypted to {Address}: use https there, or make sure that only a proxy with TLS reaches it."
    )]
    public static partial void Unencrypted(ILogger logger, string address);

    [LoggerMessage(
        EventId = 1104,
        Level = LogLevel.Warning,
        Message = "Any client that reaches {Address} may call without a key (Access:AllowAnonymous)."
    )]
    public static partial void OpenToAll(ILogger logger, string address);
}
