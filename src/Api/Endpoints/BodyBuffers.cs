using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Memory;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Endpoints;

/// <summary>
/// Lends buffers for the request bodies that are being read, up to a limit in total. A quarter of it is reserved for first buffers, so
/// that large, slow bodies do not shut out small ones; the rest is shared among the callers.
/// </summary>
internal sealed class BodyBuffers
{
    private const int FirstBytes = 4 * 1_024;
    private const int ShareOfMemory = 8;
    private const int ShareOfFirst = 4;

    /// <summary>Larger buffers are left to the garbage collector: the pool would keep dozens of each size.</summary>
    private const int LargestPooled = 64 * 1_024;

    private readonly long _maxBytes;
    private readonly Shares _grown;
    private readonly Lock _lock = new();
    private long _first;

    public BodyBuffers(IOptions<AccessOptions> access)
    {
        _maxBytes =
            access.Value.MaxConcurrentBodyBytes
            ?? Math.Max(MemoryLimit.Read() / ShareOfMemory, AccessOptions.LargestBodies * access.Value.MaxRequestBodyBytes);
        _grown = new Shares(_maxBytes - (_maxBytes / ShareOfFirst));
    }

    /// <summary>Bytes of all buffers that are lent now.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return (_first * FirstBytes) + _grown.Used;
            }
        }
    }

    /// <summary>Bodies that have a buffer now.</summary>
    public int Count { get; private set; }

    /// <summary>Lends a body's first buffer.</summary>
    /// <exception cref="InferenceException">The bodies being read use the whole limit.</exception>
    public byte[] Rent()
    {
        lock (_lock)
        {
            if (((_first + 1) * FirstBytes) + _grown.Used > _maxBytes)
            {
                throw Overloaded();
            }

            _first++;
            Count++;
        }

        return ArrayPool<byte>.Shared.Rent(FirstBytes);
    }

    /// <summary>Returns a buffer of twice the size with the same content, and takes the old one back.</summary>
    /// <param name="caller">Whose body it is.</param>
    /// <param name="full">The old buffer.</param>
    /// <exception cref="InferenceException">
    /// The bodies being read use the whole limit, or this caller's bodies use its share. The old buffer is not taken back.
    /// </exception>
    public byte[] Grow(string caller, byte[] full)
    {
        var bytes = checked(full.Length * 2);
        lock (_lock)
        {
            if ((_first * FirstBytes) + _grown.Used + bytes > _maxBytes || !_grown.Fits(caller, bytes, isLarge: false))
            {
                throw Overloaded();
            }

            _grown.Take(caller, bytes);
        }

        byte[] larger;
        try
        {
            larger = bytes > LargestPooled ? GC.AllocateUninitializedArray<byte>(bytes) : ArrayPool<byte>.Shared.Rent(bytes);
        }
        catch (OutOfMemoryException)
        {
            lock (_lock)
            {
                _grown.Give(caller, bytes);
            }

            throw;
        }

        full.CopyTo(larger, 0);
        TakeBack(caller, full);
        return larger;
    }

    /// <summary>Accepts a body's last buffer back.</summary>
    public void Return(string caller, byte[] buffer)
    {
        TakeBack(caller, buffer);
        lock (_lock)
        {
            Count--;
        }
    }

    private void TakeBack(string caller, byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        lock (_lock)
        {
            if (buffer.Length == FirstBytes)
            {
                _first--;
            }
            else
            {
                _grown.Give(caller, buffer.Length);
            }
        }
    }

    private InferenceException Overloaded() =>
        new(
            InferenceError.Overloaded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The bodies that the server is reading use all {_maxBytes} bytes (Access:MaxConcurrentBodyBytes), or those of this caller use its share; send the request again later."
            )
        );
}
