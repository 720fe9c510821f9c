using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Shutdown</c>: how the server stops after SIGTERM or Ctrl-C.</summary>
public sealed class ShutdownOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Shutdown";

    /// <summary>
    /// How long the server still accepts calls after it has begun to report that it is not ready, so that load balancers notice before it
    /// stops listening, 0 to 5 min. Default 0: for a server without a load balancer. In Kubernetes 5 s are enough.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Delay { get; set; }

    /// <summary>
    /// How long accepted calls may go on after the server has stopped listening, 0 to 1 h. Default 30 s, as Inference:RequestTimeout: every
    /// call has its time. After that they are answered with modelNotReady (503, UNAVAILABLE).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks <see cref="ShutdownOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
