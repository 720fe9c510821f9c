using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace TransformerService.Inference.Caching;

/// <summary>
/// A memory cache that counts what an entry takes and not only its serialized length: HybridCache keeps the object itself, whose strings have
/// two bytes a character, and a key and an entry beside it.
/// </summary>
internal sealed class SizedMemory(long limit, TimeProvider timeProvider) : IMemoryCache
{
    /// <summary>
    /// Bytes of an entry: the names of the JSON's properties stand for the key's string, the entries of both caches and the place in the table
    /// (measured: 657 bytes for a translation of 30 characters, which counts as 980).
    /// </summary>
    private const long BytesOfEntry = 100,
        BytesOfCharacter = 2;

    private readonly MemoryCache _cache = new(
        Options.Create(
            new MemoryCacheOptions
            {
                SizeLimit = limit,
                TrackStatistics = true,
                Clock = new Clock(timeProvider),
            }
        )
    );

    /// <summary>The bytes that its entries take.</summary>
    public long Bytes => _cache.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    public ICacheEntry CreateEntry(object key) => new Entry(_cache.CreateEntry(key));

    public void Remove(object key) => _cache.Remove(key);

    public bool TryGetValue(object key, out object? value) => _cache.TryGetValue(key, out value);

    public void Dispose() => _cache.Dispose();

    private sealed class Entry(ICacheEntry entry) : ICacheEntry
    {
        public object Key => entry.Key;

        public object? Value
        {
            get => entry.Value;
            set => entry.Value = value;
        }

        public long? Size
        {
            get => entry.Size;
            // HybridCache says 0 for a value that it could not serialize: such a value does not fit.
            set => entry.Size = value is > 0 ? (value * BytesOfCharacter) + BytesOfEntry : long.MaxValue;
        }

        public DateTimeOffset? AbsoluteExpiration
        {
            get => entry.AbsoluteExpiration;
            set => entry.AbsoluteExpiration = value;
        }

        public TimeSpan? AbsoluteExpirationRelativeToNow
        {
            get => entry.AbsoluteExpirationRelativeToNow;
            set => entry.AbsoluteExpirationRelativeToNow = value;
        }

        public TimeSpan? SlidingExpiration
        {
            get => entry.SlidingExpiration;
            set => entry.SlidingExpiration = value;
        }

        public IList<IChangeToken> ExpirationTokens => entry.ExpirationTokens;

        public IList<PostEvictionCallbackRegistration> PostEvictionCallbacks => entry.PostEvictionCallbacks;

        public CacheItemPriority Priority
        {
            get => entry.Priority;
            set => entry.Priority = value;
        }

        public void Dispose() => entry.Dispose();
    }

#pragma warning disable CS0618 // MemoryCache takes a clock in no other way
    private sealed class Clock(TimeProvider timeProvider) : Microsoft.Extensions.Internal.ISystemClock
#pragma warning restore CS0618
    {
        public DateTimeOffset UtcNow => timeProvider.GetUtcNow();
    }
}
