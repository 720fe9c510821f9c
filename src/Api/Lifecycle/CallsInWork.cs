namespace TransformerService.Api.Lifecycle;

/// <summary>Counts the calls that were taken and are not answered yet, and knows which connections must not be closed under their clients.</summary>
internal sealed class CallsInWork(IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private int _count;
    private int _streams;
    private long _lastSeen;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Streams from clients that have more to send: closing the connection would take answers from them that they have not read yet.</summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>How long no call has come over HTTP/1.1, where the server cannot say first that it takes no more, and no stream has ended.</summary>
    public TimeSpan SinceLastSeen =>
        Volatile.Read(ref _lastSeen) is var last && last == 0 ? TimeSpan.MaxValue : timeProvider.GetElapsedTime(last);

    /// <summary>A stream from a client, until it is disposed.</summary>
    public IDisposable BeginStream() => new OpenStream(this);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _count);
        try
        {
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                See();

                // A client that is told so asks its next call elsewhere; one that is not finds its connection closed while it sends.
                if (lifetime.ApplicationStopping.IsCancellationRequested)
                    context.Response.Headers.Connection = "close";
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
