using System.ComponentModel.DataAnnotations;

namespace TransformerService.Api.Hosting;

/// <summary>Configuration section <c>Access</c>: what the server takes from its callers.</summary>
public sealed class AccessOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Access";

    /// <summary>The largest <see cref="MaxRequestBodyBytes"/>: 256 MiB.</summary>
    public const long LargestMaxRequestBodyBytes = 268_435_456;

    /// <summary>
    /// Largest request body in bytes, 1,024 to 268,435,456. Default 4,194,304 (4 MiB). A larger one is answered with inputTooLarge.
    /// </summary>
    [Range(1_024L, LargestMaxRequestBodyBytes)]
    public long MaxRequestBodyBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>The key of admin calls, at least 16 characters; sent as X-API-Key or Authorization: Bearer. Default none: admin calls are forbidden.</summary>
    [MinLength(16)]
    public string? AdminKey
    {
        get;
        set => field = value is "" ? null : value; // an environment variable that is set to nothing
    }
}
