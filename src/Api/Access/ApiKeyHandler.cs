using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>Finds out whose key a request came with. Where there are no keys, or calls without one are allowed, it may be nobody's.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing keys, AdminPort adminPort, IOptions<AccessOptions> access)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Anonymous = "anonymous";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        // Without keys nothing is compared: clients that always send one are served.
        var sent = keys.IsEmpty ? null : SentKey.Read(Request);
        if (sent is null)
            return keys.IsEmpty || access.Value.AllowAnonymous ? Success(Anonymous, AccessRole.Caller) : AuthenticateResult.NoResult();

        if (keys.Find(sent) is not { } key)
        {
            Context.Features.Set(WrongKey.Instance);
            return AuthenticateResult.NoResult(); // a failure would be logged, however many there are
        }

        // An admin's key is a caller's where admin calls are not answered.
        Context.Features.Set(key);
        return Success(key.Name, adminPort.Admits(Context) ? key.Role : AccessRole.Caller);
    }

    private static AuthenticateResult Success(string name, AccessRole role)
    {
        Claim[] claims = [new(ClaimTypes.Name, name), new(ClaimTypes.Role, role.ToString())];
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), SchemeName));
    }
}
