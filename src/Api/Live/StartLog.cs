namespace TransformerService.Api.Live;

/// <summary>
/// Keeps what the program logs while it starts: the first messages of the first minutes, of level Information and above, so that the console
/// can show them. Nothing is kept later.
/// </summary>
[ProviderAlias("StartLog")]
internal sealed class StartLog(TimeProvider timeProvider) : ILoggerProvider
{
    /// <summary>Maximum number of messages.</summary>
    public const int MostEntries = 200;

    /// <summary>Maximum number of characters of a message; longer ones are cut.</summary>
    public const int MostCharacters = 1_000;

    private static readonly TimeSpan Time = TimeSpan.FromMinutes(5);

    private readonly List<StartLogEntry> _entries = new(MostEntries);
    private readonly long _started = timeProvider.GetTimestamp();
    private readonly Lock _lock = new();
    private volatile bool _isFull;

    /// <summary>The messages, in their order.</summary>
    public IReadOnlyList<StartLogEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void Dispose() { }

    private void Add(string category, LogLevel level, string message)
    {
        if (timeProvider.GetElapsedTime(_started) > Time)
        {
            _isFull = true;
            return;
        }

        lock (_lock)
        {
            if (_entries.Count < MostEntries)
            {
                _entries.Add(
                    new StartLogEntry(
                        timeProvider.GetUtcNow(),
                        level,
                        category,
                        message.Length <= MostCharacters ? message : string.Concat(message.AsSpan(0, MostCharacters), "…")
                    )
                );
            }

            _isFull = _entries.Count >= MostEntries;
        }
    }

    private sealed class CategoryLogger(StartLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => !log._isFull && logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                log.Add(category, logLevel, formatter(state, exception));
            }
        }
    }
}

/// <summary>A message of the start.</summary>
/// <param name="At">When it was logged.</param>
/// <param name="Level">Its level.</param>
/// <param name="Category">Who logged it.</param>
/// <param name="Message">The message, without the exception.</param>
internal sealed record StartLogEntry(DateTimeOffset At, LogLevel Level, string Category, string Message);
