namespace TransformerService.Api.Lifecycle;

/// <summary>
/// Counts accepted calls that are not answered yet, and tracks which connections must not be closed while clients use them.
/// </summary>
internal sealed class CallsInWork(IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private int _count;
    private int _streams;
    private long _lastCall,
        _lastStream;

    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Streams from clients that have more to send: closing their connections would lose answers that they have not read yet.
    /// </summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>Time since the last HTTP/1.1 call came: in HTTP/1.1 the server cannot announce that it accepts no more calls.</summary>
    public TimeSpan SinceLastCall => Since(ref _lastCall);

    /// <summary>Time since the last stream ended.</summary>
    public TimeSpan SinceLastStream => Since(ref _lastStream);

    /// <summary>Counts a stream from a client until the result is disposed.</summary>
    public IDisposable BeginStream() => new OpenStream(this);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _count);
        try
        {
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                Note(ref _lastCall);

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

    private TimeSpan Since(ref long last) =>
        Volatile.Read(ref last) is var time && time == 0 ? TimeSpan.MaxValue : timeProvider.GetElapsedTime(time);

    private void Note(ref long last) => Volatile.Write(ref last, timeProvider.GetTimestamp());

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
            _calls.Note(ref _calls._lastStream);
            Interlocked.Decrement(ref _calls._streams);
        }
    }
}
