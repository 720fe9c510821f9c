namespace TransformerService.Api.Lifecycle;

/// <summary>
/// Counts accepted calls that are not answered yet, and tracks which connections must not be closed while clients use them.
/// </summary>
internal sealed class CallsInWork(IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private int _count;
    private int _streams;
    private long _lastSeen;

    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Streams from clients that have more to send: closing their connections would lose answers that they have not read yet.
    /// </summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>
    /// Time since the last HTTP/1.1 call came or the last stream ended. In HTTP/1.1 the server cannot announce that it accepts no more
    /// calls.
    /// </summary>
    public TimeSpan SinceLastSeen =>
        Volatile.Read(ref _lastSeen) is var last && last == 0 ? TimeSpan.MaxValue : timeProvider.GetElapsedTime(last);

    /// <summary>Counts a stream from a client until the result is disposed.</summary>
    public IDisposable BeginStream() => new OpenStream(this);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _count);
        try
        {
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                See();

                // A client that reads this header sends its next call elsewhere; otherwise its connection would be closed while it sends.
                if (lifetime.ApplicationStopping.IsCancellationRequested)
                {
                    context.Response.Headers.Connection = "close";
                }
            }

            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private void See() => Volatile.Write(ref _lastSeen, timeProvider.GetTimestamp());

    private sealed class OpenStream : IDisposable
    {
        private readonly CallsInWork _calls;

        public OpenStream(CallsInWork calls)
        {
            _calls = calls;
            Interlocked.Increment(ref calls._streams);
        }

        public void Dispose()
        {
            _calls.See();
            Interlocked.Decrement(ref _calls._streams);
        }
    }
}
