using Microsoft.AspNetCore.HostFiltering;
using TransformerService.Api.Errors;
using TransformerService.Api.Grpc;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Wire;

/// <summary>What is looked at in every request before it is known what it asks for, and what every answer says to browsers.</summary>
internal static class WireHosting
{
    private static readonly Failure NotLocal = new(
        InferenceError.InvalidInput, "The server listens on this machine only, and the request's Host is another name; ask for localhost, or put the name into AllowedHosts.");

    private static readonly Failure NotAllowed = new(
        InferenceError.InvalidInput, "The request's Host is not one of AllowedHosts; ask for one of them, or put the name into AllowedHosts.");

    public static IServiceCollection AddWire(this IServiceCollection services) => services
        .Configure<HostFilteringOptions>(static filter => filter.AllowedHosts = ["*"]); // ASP.NET's own knows neither addresses nor probes, and answers with a page

    /// <summary>Comes before all that answers.</summary>
    public static void UseWire(this WebApplication app)
    {
        app.UseForwardedHeaders();
        var hosts = HostNames.From(app.Configuration);
        app.Use((context, next) =>
        {
            AnswerHeaders.SetAtStart(context);
            return hosts.Allow(context) ? next(context) : Refusal.WriteAsync(context, hosts.IsLocal ? NotLocal : NotAllowed);
        });
    }
}
