using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>
/// Who may make which call. A call needs a caller's key by default. <c>RequireAuthorization(AccessPolicies.Admin)</c> or the attribute
/// <c>[Authorize(AccessPolicies.Admin)]</c> makes it an admin call, and <c>AllowAnonymous()</c> opens it to everyone.
/// </summary>
internal static class AccessPolicies
{
    /// <summary>The policy of admin calls.</summary>
    public const string Admin = "admin";

    private const string Metrics = "/metrics";
    private const string Swagger = "/swagger";

    /// <summary>Whether the caller may see what only admins may.</summary>
    public static bool IsAdmin(this ClaimsPrincipal user) => user.IsInRole(nameof(AccessRole.Admin));

    /// <summary>Whether a policy is that of admin calls.</summary>
    public static bool IsAdmin(this AuthorizationPolicy policy) =>
        policy.Requirements.Any(static requirement => requirement is RolesAuthorizationRequirement);

    public static void Configure(AuthorizationOptions authorization, IOptions<AccessOptions> access)
    {
        authorization.AddPolicy(Admin, static policy => policy.RequireRole(nameof(AccessRole.Admin)));

        // Also applies where there is no endpoint: to Swagger's pages and to unknown paths.
        authorization.FallbackPolicy = new AuthorizationPolicyBuilder()
            .RequireAssertion(context =>
                context.User.Identity?.IsAuthenticated == true
                || (context.Resource is HttpContext http && IsOpen(http.Request.Path, access.Value))
            )
            .Build();
    }

    private static bool IsOpen(PathString path, AccessOptions access) =>
        (access.OpenMetrics && path.StartsWithSegments(Metrics)) || (access.OpenSwagger && path.StartsWithSegments(Swagger));
}
