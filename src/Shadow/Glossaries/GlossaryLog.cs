using Microsoft.Extensions.Logging;

namespace TransformerService.Shadow.Glossaries;

internal static partial class GlossaryLog
{
    [LoggerMessage(61, LogLevel.Warning, "The store of glossaries cannot be used: {Exception}: {Message}")]
    public static partial void StoreFailed(ILogger logger, string exception, string message);
}
