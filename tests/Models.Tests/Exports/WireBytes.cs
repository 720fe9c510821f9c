using System.Text;

namespace TransformerService.Models.Tests.Exports;

/// <summary>Writes protobuf fields by hand.</summary>
internal static class WireBytes
{
    /// <summary>A message, a text or bytes.</summary>
    public static byte[] Field(int number, params byte[][] content)
    {
        byte[] bytes = [.. content.SelectMany(part => part)];
        return [.. Varint((ulong)((number << 3) | 2)), .. Varint((ulong)bytes.Length), .. bytes];
    }

    public static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Number(int number, ulong value) => [.. Varint((ulong)(number << 3)), .. Varint(value)];

    public static byte[] Fixed32(int number) => [.. Varint((ulong)((number << 3) | 5)), 1, 2, 3, 4];

    public static byte[] Fixed64(int number) => [.. Varint((ulong)((number << 3) | 1)), 1, 2, 3, 4, 5, 6, 7, 8];

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
