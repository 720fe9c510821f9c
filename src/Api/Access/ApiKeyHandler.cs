using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>
/// Authenticates a request by its key. The caller may be anonymous where no keys are configured, or calls without one are allowed.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    KeyRing keys,
    KeySchemes schemes,
    AdminPort adminPort,
    IOptions<AccessOptions> access
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Anonymous = "anonymous";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Without configured keys nothing is compared, so clients that always send one are served.
        var sent = keys.IsEmpty ? null : SentKey.Read(Request, schemes.Names);
        if (sent is null && !keys.IsEmpty && Context.GetEndpoint()?.Metadata.GetMetadata<IBodyKey>() is { } body)
        {
            sent = await body.ReadAsync(Context);
        }

        if (sent is null)
        {
            return keys.IsEmpty || access.Value.AllowAnonymous ? Success(Anonymous, AccessRole.Caller) : AuthenticateResult.NoResult();
        }

        if (keys.Find(sent) is not { } key)
        {
            Context.Features.Set(WrongKey.Instance);
            return AuthenticateResult.NoResult(); // each failure would be logged
        }

        // At a port that does not answer admin calls, an admin's key counts as a caller's.
        Context.Features.Set(key);
        return Success(key.Name, adminPort.Admits(Context) ? key.Role : AccessRole.Caller);
    }

    private static AuthenticateResult Success(string name, AccessRole role)
    {
        Claim[] claims = [new(ClaimTypes.Name, name), new(ClaimTypes.Role, role.ToString())];
        return AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), SchemeName)
        );
    }
}

/// <summary>Request feature: the caller sent a key that is not configured.</summary>
internal sealed class WrongKey
{
    private WrongKey() { }

    public static WrongKey Instance { get; } = new();
}
