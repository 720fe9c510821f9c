using System.Net.Sockets;
using System.Text;
using Xunit;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>Requests byte by byte, for what HttpClient would tidy up.</summary>
internal static class RawHttp
{
    /// <summary>Sends a GET whose target goes out as it is, and reads until the server closes.</summary>
    public static async Task<string> GetAsync(Uri server, string target)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
