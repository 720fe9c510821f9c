namespace TransformerService.Shadow.Glossaries;

/// <summary>
/// Keeps glossaries for a few seconds after they were read, so that calls in a row, and calls at once, read the database once. A glossary
/// never changes; one that another process deleted is forgotten when its time is over.
/// </summary>
internal sealed class GlossaryCache(TimeProvider timeProvider)
{
    /// <summary>Bytes of all glossaries that are kept; the oldest leave first.</summary>
    public const long MostBytes = 16 * 1_024 * 1_024;

    /// <summary>How long a glossary is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>About what an entry takes beside its characters.</summary>
    private const int BytesOfEntry = 128;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Owner, Guid Id), Reading> _reads = [];
    private readonly Dictionary<(string Owner, Guid Id), Kept> _kept = [];
    private readonly Queue<Kept> _byAge = [];
    private long _bytes;

    /// <summary>Bytes of the glossaries that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>The glossary, if it is kept.</summary>
    public GlossaryContent? Find(string owner, Guid id)
    {
        lock (_lock)
        {
            return _kept.TryGetValue((owner, id), out var kept) && !IsOver(kept) ? kept.Content : null;
        }
    }

    /// <summary>The read of a glossary that is in progress, or a new one. SQLite's provider blocks, so a read has a thread of the pool.</summary>
    public Task<GlossaryContent?> ReadAsync(string owner, Guid id, Func<Task<GlossaryContent?>> readAsync)
    {
        var key = (owner, id);
        lock (_lock)
        {
            if (!_reads.TryGetValue(key, out var reading))
            {
                reading = new Reading();
                reading.Content = Task.Run(() => ReadAndKeepAsync(key, reading, readAsync)); // its end waits for the lock
                _reads.Add(key, reading);
            }

            return reading.Content;
        }
    }

    /// <summary>Forgets a glossary that was deleted, and what a read of it will find.</summary>
    public void Forget(string owner, Guid id)
    {
        lock (_lock)
        {
            _reads.Remove((owner, id));
            _kept.Remove((owner, id));
        }
    }

    private async Task<GlossaryContent?> ReadAndKeepAsync((string, Guid) key, Reading reading, Func<Task<GlossaryContent?>> readAsync)
    {
        GlossaryContent? content = null;
        try
        {
            return content = await readAsync();
        }
        finally
        {
            lock (_lock)
            {
                // A read that was forgotten meanwhile has left the list, and its glossary is not kept.
                if (_reads.TryGetValue(key, out var listed) && ReferenceEquals(listed, reading))
                {
                    _reads.Remove(key);
                    if (content is not null)
                    {
                        Keep(key, content);
                    }
                }
            }
        }
    }

    private void Keep((string, Guid) key, GlossaryContent content)
    {
        var kept = new Kept(
            key,
            content,
            content.Entries.Sum(static entry => BytesOfEntry + (sizeof(char) * (long)(entry.Source.Length + entry.Target.Length))),
            timeProvider.GetTimestamp()
        );
        _kept[key] = kept;
        _byAge.Enqueue(kept);
        _bytes += kept.Bytes;
        while (_byAge.TryPeek(out var oldest) && (_bytes > MostBytes || IsOver(oldest)))
        {
            _byAge.Dequeue();
            _bytes -= oldest.Bytes;
            if (_kept.TryGetValue(oldest.Key, out var found) && ReferenceEquals(found, oldest))
            {
                _kept.Remove(oldest.Key);
            }
        }
    }

    private bool IsOver(Kept kept) => timeProvider.GetElapsedTime(kept.Since) >= Lifetime;

    private sealed class Reading
    {
        public Task<GlossaryContent?> Content { get; set; } = Task.FromResult<GlossaryContent?>(null);
    }

    private sealed record Kept((string, Guid) Key, GlossaryContent Content, long Bytes, long Since);
}
