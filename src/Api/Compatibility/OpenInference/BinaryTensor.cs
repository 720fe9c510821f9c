using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using System.Text.Unicode;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>
/// Tensors in binary: little-endian, elements one after the other. An element of a tensor of texts has its length before it, in four bytes.
/// </summary>
internal static class BinaryTensor
{
    private const int LengthBytes = sizeof(uint);
    private const int MostUnsent = 64 * 1_024;

    /// <summary>Reads a tensor of texts.</summary>
    /// <param name="bytes">All its bytes.</param>
    /// <param name="count">How many texts its shape says that it has.</param>
    /// <param name="place">Where it is in the request.</param>
    /// <exception cref="InferenceException">The bytes are not so many texts.</exception>
    public static string[] ReadTexts(ReadOnlySpan<byte> bytes, int count, string place)
    {
        if (count > bytes.Length / LengthBytes)
        {
            throw InferenceException.Invalid(
                $"The binary data of {place} is too short for {count} elements, each with its length in 4 bytes."
            );
        }

        var texts = new string[count];
        for (var index = 0; index < count; index++)
        {
            if (bytes.Length < LengthBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) > (uint)(bytes.Length - LengthBytes))
            {
                throw InferenceException.Invalid(
                    $"Element {index} of {place} ends after the binary data; its length belongs before it, in 4 bytes, little-endian."
                );
            }

            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            texts[index] = ReadText(bytes.Slice(LengthBytes, length), place);
            bytes = bytes[(LengthBytes + length)..];
        }

        return bytes.IsEmpty
            ? texts
            : throw InferenceException.Invalid($"The binary data of {place} goes on for {bytes.Length} bytes after its {count} elements.");
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="InferenceException">It is not UTF-8.</exception>
    public static string ReadText(ReadOnlySpan<byte> bytes, string place) =>
        Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw InferenceException.Invalid($"An element of {place} is not valid UTF-8.");

    /// <summary>The bytes that a tensor takes.</summary>
    public static long Length(OutputTensor tensor) =>
        tensor.Texts is { } texts
            ? texts.Sum(static text => (long)LengthBytes + Encoding.UTF8.GetByteCount(text))
            : tensor.Numbers.Sum(static numbers => (long)numbers.Length * sizeof(float));

    /// <summary>Writes a tensor.</summary>
    public static byte[] ToBytes(OutputTensor tensor)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(1, checked((int)Length(tensor))));
        foreach (var text in tensor.Texts ?? [])
        {
            Write(bytes, text);
        }

        foreach (var numbers in tensor.Numbers)
        {
            Write(bytes, numbers);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Sends a tensor, a part at a time.</summary>
    public static async Task WriteAsync(PipeWriter target, OutputTensor tensor, CancellationToken cancellationToken)
    {
        var unsent = 0;
        foreach (var text in tensor.Texts ?? [])
        {
            await SendAsync(Write(target, text));
        }

        foreach (var numbers in tensor.Numbers)
        {
            await SendAsync(Write(target, numbers));
        }

        await target.FlushAsync(cancellationToken);

        async ValueTask SendAsync(int written)
        {
            unsent += written;
            if (unsent >= MostUnsent)
            {
                await target.FlushAsync(cancellationToken);
                unsent = 0;
            }
        }
    }

    private static int Write(IBufferWriter<byte> target, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = target.GetSpan(LengthBytes + length);
        BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)length);
        Encoding.UTF8.GetBytes(text, span[LengthBytes..]);
        target.Advance(LengthBytes + length);
        return LengthBytes + length;
    }

    private static int Write(IBufferWriter<byte> target, float[] numbers)
    {
        var length = numbers.Length * sizeof(float);
        var span = target.GetSpan(Math.Max(1, length));
        for (var index = 0; index < numbers.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(span[(index * sizeof(float))..], numbers[index]);
        }

        target.Advance(length);
        return length;
    }
}
