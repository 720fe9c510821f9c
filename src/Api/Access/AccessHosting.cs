using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Errors;
using TransformerService.Api.Listening;
using TransformerService.Api.Ports;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Access;

/// <summary>Registers who may call, how often, and what the server accepts from its callers.</summary>
internal static class AccessHosting
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services
            .AddOptionsWithValidateOnStart<AccessOptions, AccessOptionsValidator>()
            .BindConfiguration(AccessOptions.Section, static binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessPartsValidator>();
        services.AddSingleton<IValidateOptions<AccessOptions>, PublicAddressCheck>();
        services.AddSingleton<IValidateOptions<AccessOptions>, QuotaCheck>();

        services.AddSingleton(static provider => new KeyRing([
            .. provider.GetRequiredService<IOptions<AccessOptions>>().Value.Keys.Select(AccessKey.From),
        ]));
        services.AddSingleton(static provider => QuotaCheck.QuotasOf(provider.GetRequiredService<IOptions<AccessOptions>>().Value));
        services.AddCors();
        services.AddSingleton<KeySchemes>();
        services.AddSingleton<AdminPort>();
        services.AddSingleton<StreamedTexts>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<AccessOptions>>(TrustedProxies.Configure);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        services
            .AddAuthentication(ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorization().AddOptions<AuthorizationOptions>().Configure<IOptions<AccessOptions>>(AccessPolicies.Configure);
        services.AddSingleton<CallLimits>();

        // Runs after everything else that configures Kestrel, because that creates its configuration loader again.
        services.AddOptions<KestrelServerOptions>().PostConfigure<AdminPort>(static (kestrel, ports) => ports.Mark(kestrel));
        return services;
    }

    /// <summary>
    /// Sets Kestrel's limits, and adds authentication, rate limits and authorization. Must come after the configuration check and after
    /// routing, and before everything that answers.
    /// </summary>
    public static void UseAccess(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value;
        ConnectionLimits.Apply(app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value, access);
        app.Lifetime.ApplicationStarted.Register(() => WarnOfOpenAddresses(app, access.AllowAnonymous)); // a failed start opens no address
        app.Use(RefuseKeyInQuery);
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<CallLimits>().RunAsync);
        app.UseAuthorization();
    }

    private static Task RefuseKeyInQuery(HttpContext context, RequestDelegate next) =>
        SentKey.IsInQuery(context.Request)
            ? Refusal.WriteAsync(
                context,
                new Failure(
                    InferenceError.InvalidInput,
                    $"A key does not belong in an address, which proxies and histories keep; {SentKey.How}, and replace this one."
                )
            )
            : next(context);

    private static void WarnOfOpenAddresses(WebApplication app, bool isOpen)
    {
        foreach (var (_, address) in ListenAddresses.Public(app.Configuration))
        {
            if (isOpen)
            {
                Log.OpenToAll(app.Logger, address.ToString());
            }
            else if (address.Scheme == Uri.UriSchemeHttp)
            {
                Log.Unencrypted(app.Logger, address.ToString());
            }
        }
    }
}
