using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;
using TransformerService.Api.Errors;
using TransformerService.Api.Ports;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Wire;

/// <summary>Registers the checks that every request passes before routing, and the security headers of every answer.</summary>
internal static class WireHosting
{
    private static readonly Failure NotLocal = new(
        InferenceError.InvalidInput,
        "The server listens on this machine only, and the request's Host is another name; ask for localhost, or put the name into AllowedHosts."
    );

    private static readonly Failure NotAllowed = new(
        InferenceError.InvalidInput,
        "The request's Host is not one of AllowedHosts; ask for one of them, or put the name into AllowedHosts."
    );

    /// <summary>Kestrel's switch to reject a lone line feed as the end of a line. Kestrel reads it when it is created.</summary>
    private const string NoLoneLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static IServiceCollection AddWire(this IServiceCollection services)
    {
        AppContext.SetSwitch(NoLoneLineFeeds, true);
        return services
            .Configure<KestrelServerOptions>(static kestrel => kestrel.RequestHeaderEncodingSelector = LengthEncoding.Of)
            .Configure<HostFilteringOptions>(static filter => filter.AllowedHosts = ["*"]); // ASP.NET's own knows neither addresses nor probes, and answers with a page
    }

    /// <summary>Must come before everything that answers.</summary>
    public static void UseWire(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        var hosts = HostNames.From(app.Configuration);
        app.Use(
            (context, next) =>
            {
                AnswerHeaders.SetAtStart(context);
                if (!RequestFraming.IsPlain(context.Request))
                {
                    context.Response.Headers.Connection = "close";
                    return Refusal.WriteAsync(context, RequestFraming.Fault);
                }

                return hosts.Allow(context) ? next(context) : Refusal.WriteAsync(context, hosts.IsLocal ? NotLocal : NotAllowed);
            }
        );
    }
}
