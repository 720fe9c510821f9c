using System.Net;
using System.Net.Sockets;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>Takes connections and then says nothing, or only what it was given to say.</summary>
internal sealed class MuteServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];
    private readonly byte[] _says;
    private readonly Task _loop;

    public MuteServer(params byte[] says)
    {
        _says = says;
        _listener.Start();
        _loop = LoopAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _clients.ForEach(client => client.Dispose());
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                await client.GetStream().WriteAsync(_says);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException) { }
    }
}
