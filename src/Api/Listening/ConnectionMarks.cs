using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TransformerService.Api.Listening;

/// <summary>Tells Kestrel's endpoints apart by a mark on their connections. A port number would not do: it may be 0.</summary>
internal static class ConnectionMarks
{
    /// <summary>Sets features of every connection that comes to an endpoint, for its requests to have. Once an endpoint: the last counts.</summary>
    /// <param name="kestrel">Kestrel's options.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="mark">Sets them.</param>
    /// <param name="listens">Is told, before the endpoint listens, where it will: the object that its listener is asked for with.</param>
    public static void MarkConnections(this KestrelServerOptions kestrel, string endpoint, Action<IFeatureCollection> mark, Action<EndPoint>? listens = null) =>
        kestrel.ConfigurationLoader?.Endpoint(endpoint, configured =>
        {
            listens?.Invoke(configured.ListenOptions.EndPoint);
            configured.ListenOptions.Use(next => connection =>
            {
                mark(connection.Features);
                return next(connection);
            });
        });
}
