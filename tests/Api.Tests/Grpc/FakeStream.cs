using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using TransformerService.V1;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>A client of TranslateStream whose every step a test decides.</summary>
internal sealed class FakeStream : IAsyncStreamReader<TranslateStreamRequest>, IServerStreamWriter<TranslateStreamResponse>
{
    private int _read;
    private int _writing;

    /// <summary>What the client has sent; completed when it sends no more.</summary>
    public Channel<TranslateStreamRequest> Requests { get; } = Channel.CreateUnbounded<TranslateStreamRequest>();

    /// <summary>What the client has taken.</summary>
    public ConcurrentQueue<TranslateStreamResponse> Taken { get; } = [];

    /// <summary>The client takes nothing before this is released, once for each answer.</summary>
    public SemaphoreSlim Takes { get; } = new(0);

    /// <summary>Texts that the server has read.</summary>
    public int Read => Volatile.Read(ref _read);

    /// <summary>What writing answers fails with, if set.</summary>
    public Exception? WriteFailure { get; set; }

    public TranslateStreamRequest Current { get; private set; } = new();

    public WriteOptions? WriteOptions { get; set; }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!await Requests.Reader.WaitToReadAsync(cancellationToken))
        {
            return false;
        }

        Current = await Requests.Reader.ReadAsync(cancellationToken);
        Interlocked.Increment(ref _read);
        return true;
    }

    public Task WriteAsync(TranslateStreamResponse message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TranslateStreamResponse message, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _writing) > 1)
        {
            throw new InvalidOperationException("Two answers are written at once.");
        }

        if (WriteFailure is { } failure)
        {
            throw failure;
        }

        await Takes.WaitAsync(cancellationToken);
        Taken.Enqueue(message);
        Interlocked.Decrement(ref _writing);
    }
}
