using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TransformerService.Api.Listening;

/// <summary>Identifies Kestrel's endpoints by a mark on their connections. A port number would not do: it may be 0.</summary>
internal static class ConnectionMarks
{
    /// <summary>
    /// Sets features on every connection to an endpoint; its requests inherit them. Only the last call for an endpoint counts.
    /// </summary>
    /// <param name="kestrel">Kestrel's options.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="mark">Sets them.</param>
    /// <param name="listens">Called before the endpoint listens, with the end point object that its listener is requested with.</param>
    public static void MarkConnections(
        this KestrelServerOptions kestrel,
        string endpoint,
        Action<IFeatureCollection> mark,
        Action<EndPoint>? listens = null
    ) =>
        kestrel.ConfigurationLoader?.Endpoint(
            endpoint,
            configured =>
            {
                listens?.Invoke(configured.ListenOptions.EndPoint);
                configured.ListenOptions.Use(next =>
                    connection =>
                    {
                        mark(connection.Features);
                        return next(connection);
                    }
                );
            }
        );
}
