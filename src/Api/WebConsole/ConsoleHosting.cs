using Microsoft.Net.Http.Headers;

namespace TransformerService.Api.WebConsole;

/// <summary>
/// <c>/console</c>: pages for a browser, which use the public API alone. They hold nothing that needs a key; the calls that they make do.
/// </summary>
internal static class ConsoleHosting
{
    private const string Root = "/console";

    public static IServiceCollection AddConsole(this IServiceCollection services) => services.AddSingleton<ConsoleFiles>();

    public static void MapConsole(this WebApplication app)
    {
        app.Services.GetRequiredService<ConsoleFiles>();
        app.MapGet("/", static () => TypedResults.LocalRedirect("~" + Root + "/")).ExcludeFromDescription().AllowAnonymous();
        app.MapGet(Root + "/{**path}", Answer).ExcludeFromDescription().AllowAnonymous();
    }

    private static IResult Answer(string? path, HttpContext context, ConsoleFiles files)
    {
        // Relative addresses in the page need the slash.
        if (path is null && context.Request.Path.Value?.EndsWith('/') == false)
        {
            return TypedResults.LocalRedirect("~" + Root + "/");
        }

        if (files.Find(path) is not { } file)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = "no-cache"; // asked for again each time, and answered with 304
        return TypedResults.Bytes(file.Bytes, file.ContentType, entityTag: EntityTagHeaderValue.Parse(file.ETag));
    }
}
