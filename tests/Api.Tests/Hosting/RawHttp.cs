using System.Net.Sockets;
using System.Text;
using Xunit;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>Requests byte by byte, for what HttpClient would tidy up.</summary>
internal static class RawHttp
{
    /// <summary>Sends a GET whose target goes out as it is, and reads until the server closes.</summary>
    public static Task<string> GetAsync(Uri server, string target) =>
        SendAsync(server, $"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    /// <summary>Sends what goes out as it is, keeps the connection open, and reads until the server closes it.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="bytes">What is sent first.</param>
    /// <param name="again">What is sent then, over and over, until the server closes.</param>
    /// <param name="pace">The time between two of those; by default they go as fast as they can.</param>
    public static async Task<string> SendAsync(Uri server, string bytes, string? again = null, TimeSpan? pace = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        var cancellationToken = patience.Token;
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return ""; // closed by the server before this side had noticed that it was open
        }

        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = reader.ReadToEndAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes), cancellationToken);
            while (again is not null && !answer.IsCompleted)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(again), cancellationToken);
                if (pace is { } pause)
                {
                    await Task.WhenAny(answer, Task.Delay(pause, cancellationToken));
                }
            }
        }
        catch (IOException)
        {
            // The server has closed already; what it said before may be there.
        }

        try
        {
            return await answer;
        }
        catch (IOException)
        {
            return "";
        }
    }
}
