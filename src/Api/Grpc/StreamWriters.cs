using Grpc.Core;

namespace TransformerService.Api.Grpc;

/// <summary>Writes to streams of answers.</summary>
internal static class StreamWriters
{
    /// <summary>Writes messages one after another.</summary>
    public static async Task WriteAllAsync<T>(
        this IServerStreamWriter<T> stream,
        IEnumerable<T> messages,
        CancellationToken cancellationToken
    )
    {
        foreach (var message in messages)
        {
            await stream.WriteAsync(message, cancellationToken);
        }
    }
}
