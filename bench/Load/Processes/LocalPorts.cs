using System.Net;
using System.Net.Sockets;

namespace TransformerService.Load.Processes;

/// <summary>Local ports, and whether a server answers there.</summary>
internal static class LocalPorts
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Returns a free port.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The address of a port.</summary>
    public static Uri Url(int port) => new($"http://127.0.0.1:{port}");

    /// <summary>Whether an address answers with a success, or with anything.</summary>
    public static async Task<bool> AnswersAsync(Uri url, bool anything, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(url, cancellationToken);
            return anything || response.IsSuccessStatusCode;
        }
        catch (Exception failure)
            when (failure is HttpRequestException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
