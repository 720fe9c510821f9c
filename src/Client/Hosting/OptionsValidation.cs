using Microsoft.Extensions.Options;

namespace TransformerService.Client.Hosting;

/// <summary>Checks the options, all faults at once.</summary>
internal sealed class OptionsValidation : IValidateOptions<TransformerServiceClientOptions>
{
    private const int MostRetries = 10,
        MostInFlight = 64;

    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromMilliseconds(10),
        LongestCall = TimeSpan.FromHours(1),
        LongestDelay = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, TransformerServiceClientOptions options)
    {
        List<string> faults = [.. Faults(options)];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(TransformerServiceClientOptions options)
    {
        if (options.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return $"{nameof(options.Address)} must be an http or https address, e.g. http://localhost:8080.";
        }

        if (options.Transport is not (TransformerServiceTransport.Rest or TransformerServiceTransport.Grpc))
        {
            yield return $"{nameof(options.Transport)} must be {TransformerServiceTransport.Rest} or {TransformerServiceTransport.Grpc}.";
        }

        if (options.ApiKey is { } key && (key.Length == 0 || key.Trim() != key || key.Any(character => character is < ' ' or > '~')))
        {
            yield return $"{nameof(options.ApiKey)} must consist of printable ASCII characters, without white space around it; leave it out for a server without keys.";
        }

        if (options.Timeout > LongestCall)
        {
            yield return $"{nameof(options.Timeout)} must be at most {LongestCall}.";
        }

        if (options.AttemptTimeout < ShortestAttempt || options.AttemptTimeout >= options.Timeout)
        {
            yield return $"{nameof(options.AttemptTimeout)} must be from {ShortestAttempt} to below {nameof(options.Timeout)}.";
        }

        if (options.MaxRetries is < 0 or > MostRetries)
        {
            yield return $"{nameof(options.MaxRetries)} must be from 0 to {MostRetries}.";
        }

        if (options.RetryDelay < TimeSpan.Zero || options.RetryDelay > LongestDelay)
        {
            yield return $"{nameof(options.RetryDelay)} must be from 0 to {LongestDelay}.";
        }

        if (options.MaxStreamInFlight is < 1 or > MostInFlight)
        {
            yield return $"{nameof(options.MaxStreamInFlight)} must be from 1 to {MostInFlight}.";
        }
    }
}
