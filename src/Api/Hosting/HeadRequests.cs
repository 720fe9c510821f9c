namespace TransformerService.Api.Hosting;

/// <summary>Answers HEAD wherever GET is (RFC 9110, section 9.3.2): load balancers probe with it.</summary>
internal static class HeadRequests
{
    /// <summary>Routes HEAD as GET; the server leaves out the body, since the client asked with HEAD.</summary>
    public static void UseHeadRequests(this WebApplication app)
    {
        app.Use(
            (context, next) =>
            {
                if (HttpMethods.IsHead(context.Request.Method))
                {
                    context.Request.Method = HttpMethods.Get;
                    context.Response.Body = Stream.Null;
                }

                return next(context);
            }
        );

        // Routing must run after the change of method.
        app.UseRouting();
    }
}
