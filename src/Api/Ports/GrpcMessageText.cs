using System.Globalization;
using System.Text;

namespace TransformerService.Api.Ports;

/// <summary>
/// Writes <c>grpc-message</c> as the protocol requires (gRPC over HTTP/2, "Percent-Byte"), and as the framework writes it.
/// </summary>
internal static class GrpcMessageText
{
    /// <summary>
    /// Escapes what is not printable ASCII, and the percent sign; nothing else. Clients undo no more than they must: @grpc/grpc-js, for
    /// one, leaves
    /// <c>%3B</c> as it is, and shows it.
    /// </summary>
    public static string Escape(string message)
    {
        var escaped = new StringBuilder(message.Length);
        foreach (var value in Encoding.UTF8.GetBytes(message))
        {
            if (value is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                escaped.Append((char)value);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return escaped.ToString();
    }
}
