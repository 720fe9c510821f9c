using System.Globalization;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>
/// Checks the sections below <c>Access</c>, which the generated check does not look into, and names them as the configuration does.
/// </summary>
internal sealed class AccessPartsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        string[] faults =
        [
            .. Faults(new AccessLimitsOptionsValidator().Validate(null, options.Limits), nameof(options.Limits)),
            .. options.Keys.SelectMany(
                (key, index) => Faults(key).Select(fault => $"{AccessOptions.Section}:{nameof(options.Keys)}:{index}:{fault}")
            ),
            .. options
                .Keys.CountBy(key => key.Name, StringComparer.OrdinalIgnoreCase)
                .Where(count => count.Value > 1)
                .Select(count =>
                    $"{AccessOptions.Section}:{nameof(options.Keys)}: {count.Value} keys have the name '{count.Key}'; give each its own."
                ),
            .. options
                .TrustedProxies.Select((proxy, index) => (proxy, index))
                .Where(proxy => Access.TrustedProxies.Parse(proxy.proxy) is null)
                .Select(proxy =>
                    $"{AccessOptions.Section}:{nameof(options.TrustedProxies)}:{proxy.index}: '{proxy.proxy}' is neither an IP address nor a network such as 10.0.0.0/8."
                ),
            .. options
                .CorsOrigins.Index()
                .Where(static origin => !CrossOrigin.IsOrigin(origin.Item))
                .Select(static origin =>
                    $"{AccessOptions.Section}:{nameof(options.CorsOrigins)}:{origin.Index}: '{origin.Item}' is neither an origin such as https://app.example.org, as browsers write it, nor *."
                ),
        ];
        if (options.ClientAuthority is { } file && !ClientAuthority.CanRead(file))
        {
            faults = [.. faults, $"{AccessOptions.Section}:{nameof(options.ClientAuthority)}: '{file}' is not a PEM file of certificates."];
        }

        if (options.MaxConcurrentBodyBytes is { } all && all / AccessOptions.LargestBodies < options.MaxRequestBodyBytes)
        {
            faults =
            [
                .. faults,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{AccessOptions.Section}:{nameof(options.MaxConcurrentBodyBytes)} must be at least {AccessOptions.LargestBodies} times {AccessOptions.Section}:{nameof(options.MaxRequestBodyBytes)} ({options.MaxRequestBodyBytes}): {all}."
                ),
            ];
        }

        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(AccessKeyOptions key)
    {
        foreach (var fault in new AccessKeyOptionsValidator().Validate(null, key).Failures ?? [])
        {
            yield return fault;
        }

        // The value is not repeated: someone may have put the key itself there.
        if (key.Hash.Length > 0 && KeyHash.Parse(key.Hash) is null)
        {
            yield return $"{nameof(key.Hash)} is not a hash of a key; use the one that 'keys new' prints.";
        }
    }

    private static IEnumerable<string> Faults(ValidateOptionsResult result, string section) =>
        (result.Failures ?? []).Select(fault => $"{AccessOptions.Section}:{section}:{fault}");
}
