using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Inference.Memory;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Json;

/// <summary>
/// Lends the buffers of the bodies that are being read, up to a bound over all of them. A quarter of it is for first buffers alone, so that large bodies that
/// come slowly do not shut out small ones.
/// </summary>
internal sealed class BodyBuffers(IOptions<AccessOptions> access)
{
    private const int FirstBytes = 4 * 1_024;
    private const int ShareOfMemory = 8;
    private const int ShareOfFirst = 4;

    private readonly long _maxBytes = access.Value.MaxConcurrentBodyBytes
        ?? Math.Max(MemoryLimit.Read() / ShareOfMemory, AccessOptions.LargestBodies * access.Value.MaxRequestBodyBytes);

    private long _bytes;
    private int _count;

    /// <summary>Bytes of all buffers that are lent now.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Bodies that have a buffer now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>A body's first buffer.</summary>
    /// <exception cref="InferenceException">The bodies being read take all that they may.</exception>
    public byte[] Rent()
    {
        var first = Rent(FirstBytes, _maxBytes);
        Interlocked.Increment(ref _count);
        return first;
    }

    /// <summary>A buffer of twice the size with what was in the other, which is taken back.</summary>
    /// <exception cref="InferenceException">The bodies being read take all that they may; the other is not taken back.</exception>
    public byte[] Grow(byte[] full)
    {
        var larger = Rent(checked(full.Length * 2), _maxBytes - (_maxBytes / ShareOfFirst));
        full.CopyTo(larger, 0);
        TakeBack(full);
        return larger;
    }

    /// <summary>Takes back a body's last buffer.</summary>
    public void Return(byte[] buffer)
    {
        TakeBack(buffer);
        Interlocked.Decrement(ref _count);
    }

    private byte[] Rent(int bytes, long most)
    {
        if (Interlocked.Add(ref _bytes, bytes) > most)
        {
            Interlocked.Add(ref _bytes, -bytes);
            throw new InferenceException(InferenceError.Overloaded, string.Create(
                CultureInfo.InvariantCulture, $"The bodies that the server is reading take all of their {_maxBytes} bytes (Access:MaxConcurrentBodyBytes); send the request again later."));
        }

        try
        {
            var buffer = ArrayPool<byte>.Shared.Rent(bytes);
            Interlocked.Add(ref _bytes, buffer.Length - bytes);
            return buffer;
        }
        catch (OutOfMemoryException)
        {
            Interlocked.Add(ref _bytes, -bytes);
            throw;
        }
    }

    private void TakeBack(byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        Interlocked.Add(ref _bytes, -buffer.Length);
    }
}
