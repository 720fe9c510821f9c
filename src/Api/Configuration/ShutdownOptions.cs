using System.ComponentModel.DataAnnotations;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Shutdown</c>: how the server ends after SIGTERM or Ctrl-C.</summary>
public sealed class ShutdownOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Shutdown";

    /// <summary>
    /// How long the server goes on taking calls after it has begun to say that it is not ready, so that load balancers notice before it
    /// stops listening; 0 to 5 min. Default 0: nothing is in front. Behind Kubernetes' endpoints 5 s do.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Delay { get; set; }

    /// <summary>
    /// How long calls that were taken may go on once the server listens no more, 0 to 1 h; then they are answered with modelNotReady
    /// (503, UNAVAILABLE). Default 30 s, as Inference:RequestTimeout: then every call has had its time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
