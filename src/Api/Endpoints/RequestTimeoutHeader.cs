using System.Globalization;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Endpoints;

/// <summary>The header by which a REST caller sets a shorter time limit for its answer, as a gRPC caller does by a deadline.</summary>
internal static class RequestTimeoutHeader
{
    public const string Name = "X-Request-Timeout-Ms";

    /// <summary>The time asked for; <see langword="null"/> without the header.</summary>
    /// <exception cref="InferenceException">It is not a whole number above 0.</exception>
    public static TimeSpan? Read(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Name, out var values))
        {
            return null;
        }

        return int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new InferenceException(
                InferenceError.InvalidInput,
                $"The header {Name} must be a whole number of milliseconds above 0."
            );
    }
}
