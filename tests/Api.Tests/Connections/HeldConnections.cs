using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace TransformerService.Api.Tests.Connections;

/// <summary>Connections from an address of this machine that are kept open.</summary>
internal sealed class HeldConnections : IDisposable
{
    private readonly List<TcpClient> _clients = [];

    /// <summary>Opens connections that ask nothing.</summary>
    public async Task OpenAsync(Uri server, int count, string from = "127.0.0.1")
    {
        for (var number = 0; number < count; number++)
        {
            await OpenAsync(server, from);
        }
    }

    /// <summary>Opens a connection that asks for something, and reads the answer's first line.</summary>
    public async Task<string> AskAsync(Uri server, string path, string from = "127.0.0.1")
    {
        try
        {
            var stream = (await OpenAsync(server, from)).GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                TestContext.Current.CancellationToken
            );
            using var reader = new StreamReader(stream, leaveOpen: true);
            return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return ""; // closed
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _clients.Clear();
    }

    private async Task<TcpClient> OpenAsync(Uri server, string from)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        _clients.Add(client);
        await client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        return client;
    }
}
