using System.Text;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>Answers pages of other sites in browsers (CORS), where the configuration names their origins. Cookies are never allowed.</summary>
internal static class CrossOrigin
{
    /// <summary>How long a browser need not ask again.</summary>
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    /// <summary>Whether a text is an origin as browsers send it, or stands for all.</summary>
    public static bool IsOrigin(string text) =>
        text == AccessOptions.AnyOrigin
        || (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { Authority.Length: > 0, UserInfo: "" }
            && Ascii.IsValid(text) // browsers send other hosts in Punycode
            && uri.GetLeftPart(UriPartial.Authority) == text
        );

    /// <summary>Adds it. Must come before everything that refuses: a page cannot read an answer without these headers.</summary>
    public static void UseCrossOrigin(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.CorsOrigins;
        if (origins.Count > 0)
        {
            app.UseCors(policy =>
                (origins.Contains(AccessOptions.AnyOrigin) ? policy.AllowAnyOrigin() : policy.WithOrigins([.. origins]))
                    .AllowAnyMethod()
                    .AllowAnyHeader()
                    .WithExposedHeaders("*") // Retry-After, X-Request-Id and all others
                    .SetPreflightMaxAge(PreflightAge)
            );
        }
    }
}
