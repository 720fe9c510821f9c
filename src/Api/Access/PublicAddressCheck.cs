using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Listening;

namespace TransformerService.Api.Access;

/// <summary>Refuses to start without keys on an address that other machines reach, unless the configuration allows it.</summary>
internal sealed class PublicAddressCheck(IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        if (options.Keys.Count > 0 || options.AllowAnonymous)
        {
            return ValidateOptionsResult.Success;
        }

        string[] faults =
        [
            .. ListenAddresses
                .Public(configuration)
                .Select(static found =>
                    $"Access:Keys: other machines reach {found.Address} ({found.Endpoint}:Url), and no call needs a key. "
                    + "Make keys ('keys new'), or listen on localhost, or set Access:AllowAnonymous=true if that is meant."
                ),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
