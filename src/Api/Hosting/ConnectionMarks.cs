using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TransformerService.Api.Hosting;

/// <summary>Tells Kestrel's endpoints apart by a mark on their connections. A port number would not do: it may be 0.</summary>
internal static class ConnectionMarks
{
    /// <summary>Sets features of every connection that comes to an endpoint, for its requests to have. Once an endpoint: the last counts.</summary>
    public static void MarkConnections(this KestrelServerOptions kestrel, string endpoint, Action<IFeatureCollection> mark) =>
        kestrel.ConfigurationLoader?.Endpoint(endpoint, configured => configured.ListenOptions.Use(next => connection =>
        {
            mark(connection.Features);
            return next(connection);
        }));
}
